import { asBuffer } from './byteReader';
import { END_SEARCH_BYTES, type FilePart } from './endRecord';
import { TrailingPadding } from './padding';

/** That much is held: the end records, and the directory of about 1,000 entries. */
const TAIL_BYTES = END_SEARCH_BYTES + 128 * 1024;

/** Chunks below this size are joined, so that many tiny ones do not cost more than their bytes. */
const SMALL_CHUNK_BYTES = 4096;
const SMALL_CHUNKS_JOINED = 256;

/**
 * Watches an archive on its way to the store: passes on every chunk as it is, and holds its end, without
 * long padding behind it.
 */
export class ArchiveRecorder {
	/** Bytes seen so far. */
	bytes = 0;

	private tail: Buffer[] = [];

	private tailBytes = 0;

	/** Where what is held ends. */
	private tailEnd = 0;

	private readonly padding = new TrailingPadding();

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
		let at = this.tailEnd - this.tailBytes;
		if (start < at || end > this.tailEnd) return undefined;
		for (const chunk of this.tail) {
			pieces.push(chunk.subarray(Math.max(start - at, 0), Math.max(end - at, 0)));
			at += chunk.length;
		}
		return Buffer.concat(pieces);
	}

	/** The last bytes that are held, as many as the search for an end record takes. */
	end(): FilePart {
		const length = Math.min(this.tailBytes, END_SEARCH_BYTES);
		return { bytes: Buffer.concat(this.tail).subarray(-length), start: this.tailEnd - length };
	}

	private see(chunk: Buffer): void {
		const held = chunk.subarray(0, this.padding.see(chunk));
		if (held.length > 0) this.hold(held);
		this.bytes += chunk.length;
	}

	private hold(chunk: Buffer): void {
		if (this.tailEnd < this.bytes) this.forget();
		this.tailBytes += chunk.length;
		this.tailEnd = this.bytes + chunk.length;
		this.tail.push(chunk);
		this.smallChunks = chunk.length < SMALL_CHUNK_BYTES ? this.smallChunks + 1 : 0;
		if (this.smallChunks === SMALL_CHUNKS_JOINED) {
			this.tail.push(Buffer.concat(this.tail.splice(-SMALL_CHUNKS_JOINED)));
			this.smallChunks = 0;
		}
		this.dropOldest();
	}

	/** Other bytes come behind padding that was left out. */
	private forget(): void {
		this.tail = [];
		this.tailBytes = 0;
		this.smallChunks = 0;
	}

	private dropOldest(): void {
		while (this.tailBytes - this.tail[0].length >= TAIL_BYTES) {
			this.tailBytes -= this.tail[0].length;
			this.tail.shift();
		}
	}
}
