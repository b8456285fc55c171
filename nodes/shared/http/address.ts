/**
 * Reads a text as an address. URL.canParse is of no use: on Node 20 it turns false for addresses with
 * letters such as ü as soon as V8 has optimized the code that calls it (seen on 20.20.2).
 *
 * @param base what a relative address is resolved against
 * @returns undefined when it is no address
 */
export function parseAddress(text: string, base?: string): URL | undefined {
	try {
		return new URL(text, base);
	} catch {
		return undefined;
	}
}
