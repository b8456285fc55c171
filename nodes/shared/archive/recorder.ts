import { asBuffer } from './byteReader';

/** That much is held: the end records and the directory of about 1,000 entries. */
const TAIL_BYTES = 128 * 1024;

/** Chunks below this size are joined, so that many tiny ones do not cost more than their bytes. */
const SMALL_CHUNK_BYTES = 4096;
const SMALL_CHUNKS_JOINED = 256;

/** Watches an archive on its way to the store: passes on every chunk as it is, and holds its end. */
export class ArchiveRecorder {
	/** Bytes seen so far. */
	bytes = 0;

	private readonly tail: Buffer[] = [];

	private tailBytes = 0;

	private smallChunks = 0;

	/** Passes the chunks on as they come. */
	async *record(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void> {
		for await (const chunk of chunks) {
			const buffer = asBuffer(chunk);
			this.see(buffer);
			yield buffer;
		}
	}

	/** A copy of the bytes from `start` to `end` of the archive, if all of them are still held. */
	slice(start: number, end: number): Buffer | undefined {
		const pieces: Buffer[] = [];
		let at = this.bytes - this.tailBytes;
		if (start < at || end > this.bytes) return undefined;
		for (const chunk of this.tail) {
			pieces.push(chunk.subarray(Math.max(start - at, 0), Math.max(end - at, 0)));
			at += chunk.length;
		}
		return Buffer.concat(pieces);
	}

	private see(chunk: Buffer): void {
		this.bytes += chunk.length;
		this.tailBytes += chunk.length;
		this.tail.push(chunk);
		this.smallChunks = chunk.length < SMALL_CHUNK_BYTES ? this.smallChunks + 1 : 0;
		if (this.smallChunks === SMALL_CHUNKS_JOINED) {
			this.tail.push(Buffer.concat(this.tail.splice(-SMALL_CHUNKS_JOINED)));
			this.smallChunks = 0;
		}
		this.dropOldest();
	}

	private dropOldest(): void {
		while (this.tailBytes - this.tail[0].length >= TAIL_BYTES) {
			this.tailBytes -= this.tail[0].length;
			this.tail.shift();
		}
	}
}
