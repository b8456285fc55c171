import { asBuffer } from './byteReader';
import { fixedLength, flag, isDirectoryStart } from './format';
import { isLocalHeader, localHeaderLength, parseLocalHeader } from './localHeader';

const MIB = 1024 ** 2;

/** Of the end of an archive that much is always held: the end records and the directory of about 1,000 entries. */
const TAIL_BYTES = 128 * 1024;
/** Where it is known where the directory begins, up to this much is held to have it whole. */
const LONGEST_TAIL_BYTES = 16 * MIB;
/** Local headers are held as long as they need less than this. */
const LOCAL_HEADER_BYTES = 8 * MIB;
/** What an object costs besides its bytes, by a generous estimate. */
const OBJECT_BYTES = 150;

/** Chunks below this size are joined, so that many tiny ones do not cost more than their bytes. */
const SMALL_CHUNK_BYTES = 4096;
const SMALL_CHUNKS_JOINED = 256;

/**
 * Watches an archive on its way to the store, so that it need not be read again to know its
 * directory. Passes on every chunk as it is, and holds a bounded number of bytes: the end of the
 * archive, and the local headers where their sizes show the way from one to the next.
 */
export class ArchiveRecorder {
	/** Bytes seen so far. */
	bytes = 0;

	private readonly tail: Buffer[] = [];

	private tailBytes = 0;

	private smallChunks = 0;

	private readonly follower = new HeaderFollower();

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

	/**
	 * All local headers by their offset, if each led to the next and the last one to `directoryStart`;
	 * undefined if the archive must be read to know them.
	 */
	localHeaders(directoryStart: number): ReadonlyMap<number, Buffer> | undefined {
		return this.follower.end === directoryStart ? this.follower.headers : undefined;
	}

	private see(chunk: Buffer): void {
		this.follower.see(chunk, this.bytes);
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
		const directoryBytes = this.bytes - (this.follower.end ?? this.bytes);
		const wanted = directoryBytes > LONGEST_TAIL_BYTES ? 0 : directoryBytes;
		const keep = Math.max(wanted, TAIL_BYTES);
		while (this.tailBytes - this.tail[0].length >= keep) {
			this.tailBytes -= this.tail[0].length;
			this.tail.shift();
		}
	}
}

/** Goes from local header to local header while the chunks pass. */
class HeaderFollower {
	readonly headers = new Map<number, Buffer>();

	/** Where the headers end and the central directory begins. */
	end: number | undefined;

	private lost = false;

	private headersCost = 0;

	private headerStart = 0;

	/** The header being collected; its length grows as it becomes known. */
	private header = Buffer.alloc(4);

	private filled = 0;

	see(chunk: Buffer, chunkStart: number): void {
		let at = Math.max(this.headerStart + this.filled - chunkStart, 0);
		while (!this.lost && this.end === undefined && at < chunk.length) {
			const copied = chunk.copy(this.header, this.filled, at);
			this.filled += copied;
			at += copied;
			if (this.filled === this.header.length) {
				this.advance();
				at = this.headerStart + this.filled - chunkStart;
			}
		}
	}

	private advance(): void {
		if (this.filled === 4) {
			if (isLocalHeader(this.header)) this.growTo(fixedLength.localFileHeader);
			else if (isDirectoryStart(this.header)) this.end = this.headerStart;
			else this.lost = true;
		} else if (localHeaderLength(this.header) > this.filled) {
			this.growTo(localHeaderLength(this.header));
		} else {
			this.finishHeader();
		}
	}

	private growTo(length: number): void {
		const longer = Buffer.alloc(length);
		this.header.copy(longer);
		this.header = longer;
	}

	private finishHeader(): void {
		const parsed = parseLocalHeader(this.header);
		this.headersCost += this.header.length + OBJECT_BYTES;
		if (
			parsed === undefined ||
			(parsed.flags & flag.dataDescriptor) !== 0 ||
			this.headersCost > LOCAL_HEADER_BYTES
		) {
			this.lost = true;
			this.headers.clear();
			return;
		}
		this.headers.set(this.headerStart, this.header);
		this.headerStart += parsed.length + parsed.compressedBytes;
		this.header = Buffer.alloc(4);
		this.filled = 0;
	}
}
