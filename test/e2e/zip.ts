import { fromBufferPromise } from 'yauzl';

/**
 * Opens a ZIP with a library that has nothing to do with this package and unpacks every entry.
 *
 * @returns contents by name, in the archive's order
 * @throws Error when the archive or one of its entries cannot be read
 */
export async function unpackZip(zip: Buffer): Promise<Map<string, Buffer>> {
	const file = await fromBufferPromise(zip, { lazyEntries: true });
	const entries = new Map<string, Buffer>();
	for await (const entry of file.eachEntry()) {
		const chunks: Buffer[] = [];
		for await (const chunk of await file.openReadStreamPromise(entry)) chunks.push(chunk as Buffer);
		entries.set(entry.fileName, Buffer.concat(chunks));
	}
	return entries;
}
