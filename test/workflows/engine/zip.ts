import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

/** Reads a ZIP, in the order of its entries, with a library that has nothing to do with this package. */
export async function entriesOf(zip: Buffer): Promise<Array<{ name: string; bytes: Buffer }>> {
	const archive = await fromBufferPromise(zip);
	const entries: Array<{ name: string; bytes: Buffer }> = [];
	for await (const entry of archive.eachEntry()) {
		const bytes = await buffer(await archive.openReadStreamPromise(entry));
		entries.push({ name: entry.fileName, bytes });
	}
	return entries;
}

/** The entries of a ZIP as texts by their names. */
export async function textsOf(zip: Buffer): Promise<Record<string, string>> {
	const entries = await entriesOf(zip);
	return Object.fromEntries(entries.map(({ name, bytes }) => [name, bytes.toString('utf8')]));
}
