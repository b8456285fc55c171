/**
 * Reads a Retry-After header (RFC 9110, 10.2.3): a number of seconds or a date.
 *
 * @param now milliseconds since 1970
 * @returns seconds from now, or undefined when the header is missing or cannot be read
 */
export function retryAfterSeconds(value: string, now: number): number | undefined {
	const text = value.trim();
	if (text === '') return undefined;
	if (/^\d+$/.test(text)) return Number(text);
	// Date.parse takes '1.5' and '-5' for dates.
	const date = /^[a-z]/i.test(text) ? Date.parse(text) : NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil((date - now) / 1000));
}
