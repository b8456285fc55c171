import { started } from '../concurrency';
import { asBuffer } from './byteReader';
import { crc32 } from './crc32';
import { heldData, type ArchiveEntry, type EntryWithData } from './entry';
import { method } from './format';
import { inflate } from './inflate';

/** Of a regular file that everybody may read, as writers on Unix give it (APPNOTE 4.4.15). */
const FILE_MODE = 0o100644;
/** Version 2.0, which brought Deflate, and Unix as the system (APPNOTE 4.4.2). */
const MADE_BY_UNIX = (3 << 8) | 20;

/** An entry of our own, compressed, and not yet in any archive. */
export interface WrittenEntry {
	entry: ArchiveEntry;
	data: Buffer[];
}

/**
 * Makes an entry of a file that comes piece by piece. Only what it is deflated to is held; it is stored
 * where that is smaller.
 */
export class EntryWriter {
	private bytes = 0;

	private checksum = 0;

	private readonly deflated: Buffer[] = [];

	private readonly writer: WritableStreamDefaultWriter<Uint8Array>;

	private readonly reading: Promise<void>;

	constructor() {
		const { readable, writable } = new CompressionStream('deflate-raw');
		this.writer = writable.getWriter();
		this.reading = started(this.read(readable));
	}

	/** Adds a piece, and waits until it is deflated. */
	async write(content: Buffer): Promise<void> {
		this.bytes += content.length;
		this.checksum = crc32(content, this.checksum);
		await this.writer.write(content);
	}

	/** The file is whole. */
	async end(name: string): Promise<WrittenEntry> {
		await this.writer.close();
		await this.reading;
		const { bytes, deflated } = this;
		const isSmaller = lengthOf(deflated) < bytes;
		const data = isSmaller ? deflated : await inflated(deflated);
		const entry: ArchiveEntry = {
			index: 0,
			name,
			isFolder: false,
			bytes,
			compressedBytes: lengthOf(data),
			crc32: this.checksum,
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

	/** The file does not become whole. */
	async drop(): Promise<void> {
		await Promise.allSettled([this.writer.abort(), this.reading]);
	}

	private async read(readable: ReadableStream<Uint8Array>): Promise<void> {
		for await (const chunk of readable) this.deflated.push(asBuffer(chunk));
	}
}

/** Makes an entry of a file that is held in memory. */
export async function writtenEntry(name: string, content: Buffer): Promise<WrittenEntry> {
	const writer = new EntryWriter();
	await writer.write(content);
	return await writer.end(name);
}

/** An entry of our own as one that comes out of an archive. */
export function heldEntry({ entry, data }: WrittenEntry): EntryWithData {
	return { entry, data: heldData(data), isHeld: true };
}

async function inflated(chunks: Buffer[]): Promise<Buffer[]> {
	const content: Buffer[] = [];
	const damage = () => new Error('What was deflated cannot be inflated');
	for await (const chunk of inflate(heldData(chunks), damage)) content.push(chunk);
	return content;
}

function lengthOf(chunks: Buffer[]): number {
	return chunks.reduce((sum, { length }) => sum + length, 0);
}
