import { crc32 } from './crc32';
import type { ArchiveEntry, EntryWithData } from './entry';
import { method } from './format';

/** Of a regular file that everybody may read, as writers on Unix give it (APPNOTE 4.4.15). */
const FILE_MODE = 0o100644;
/** Version 2.0, which brought Deflate, and Unix as the system (APPNOTE 4.4.2). */
const MADE_BY_UNIX = (3 << 8) | 20;

/** An entry of our own, compressed, and not yet in any archive. */
export interface WrittenEntry {
	entry: ArchiveEntry;
	data: Buffer;
}

/** Makes an entry of a file that is held in memory: deflated, or stored where that is smaller. */
export async function writtenEntry(name: string, content: Buffer): Promise<WrittenEntry> {
	const deflated = await deflate(content);
	const isSmaller = deflated.length < content.length;
	const data = isSmaller ? deflated : content;
	const entry: ArchiveEntry = {
		index: 0,
		name,
		isFolder: false,
		bytes: content.length,
		compressedBytes: data.length,
		crc32: crc32(content),
		comment: '',
		method: isSmaller ? method.deflate : method.stored,
		flags: 0,
		versionMadeBy: MADE_BY_UNIX,
		versionNeeded: 20,
		dosTime: 0,
		dosDate: 0,
		internalAttributes: 0,
		externalAttributes: (FILE_MODE << 16) >>> 0,
		rawName: Buffer.from(name),
		extra: Buffer.alloc(0),
		headerOffset: 0,
		dataOffset: 0,
	};
	return { entry, data };
}

/** An entry of our own as one that comes out of an archive. */
export function heldEntry({ entry, data }: WrittenEntry): EntryWithData {
	async function* once(): AsyncGenerator<Buffer, void> {
		yield await Promise.resolve(data);
	}
	return { entry, data: once(), isHeld: true };
}

async function deflate(content: Buffer): Promise<Buffer> {
	const { readable, writable } = new CompressionStream('deflate-raw');
	const writer = writable.getWriter();
	const writing = writer.write(content).then(async () => await writer.close());
	const chunks: Uint8Array[] = [];
	for await (const chunk of readable) chunks.push(chunk as Uint8Array);
	await writing;
	return Buffer.concat(chunks);
}
