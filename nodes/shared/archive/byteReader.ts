import { ArchiveError } from './archiveError';
import { freeEarly } from './freeEarly';

/** A file in memory may come as a single chunk, which would keep everything else waiting. */
const LONGEST_PIECE_BYTES = 1024 ** 2;

const NOTHING = Buffer.alloc(0);

/** Bytes as they come: a generator, or a stream of Node, which has to be told when it is left unread. */
export interface ByteStream extends AsyncIterable<Uint8Array> {
	destroy?(): unknown;
}

/** Reads a stream of bytes forward, from its first byte, without ever joining its chunks. */
export class ByteReader {
	/** Bytes read or skipped so far. */
	position = 0;

	private readonly iterator: AsyncIterator<Uint8Array>;

	private unread: Buffer = NOTHING;

	constructor(private readonly stream: ByteStream) {
		this.iterator = stream[Symbol.asyncIterator]();
	}

	/** Goes forward to `offset`, counted from the first byte of the stream. */
	async skipTo(offset: number): Promise<void> {
		while (this.position < offset) await this.next(offset - this.position);
	}

	/** A copy of the next `length` bytes, which should be few: they are held in memory. */
	async take(length: number): Promise<Buffer> {
		return copied(await this.pieces(length));
	}

	/** The same in the pieces in which they come, not copied. */
	async pieces(length: number): Promise<Buffer[]> {
		const pieces: Buffer[] = [];
		for (let missing = length; missing > 0; missing -= pieces[pieces.length - 1].length) {
			pieces.push(await this.next(missing));
		}
		return pieces;
	}

	/** All that is left, as it comes. */
	async *toEnd(): AsyncGenerator<Buffer, void> {
		while (await this.fill()) yield this.piece(LONGEST_PIECE_BYTES);
	}

	/** The next `length` bytes as they come, but in pieces of a MiB where a chunk is longer. */
	async *chunks(length: number): AsyncGenerator<Buffer, void> {
		const end = this.position + length;
		while (this.position < end) {
			yield await this.next(Math.min(end - this.position, LONGEST_PIECE_BYTES));
		}
	}

	/**
	 * Tells the stream that no more of it is wanted. Ending its iterator is not enough: before the first
	 * chunk that does nothing to a Node stream, whose file would stay open (Node.js, Readable's
	 * createAsyncIterator is a generator that has not been entered).
	 */
	async close(): Promise<void> {
		await this.iterator.return?.();
		this.stream.destroy?.();
	}

	/** At least one and at most `limit` bytes. */
	private async next(limit: number): Promise<Buffer> {
		if (await this.fill()) return this.piece(limit);
		throw new ArchiveError(
			`The archive is cut short: it ends after ${this.position} bytes, in the middle of an entry.`,
		);
	}

	/** Waits until there is something to read. @returns false at the end */
	private async fill(): Promise<boolean> {
		while (this.unread.length === 0) {
			const { done, value } = await this.iterator.next();
			if (done) return false;
			this.unread = asBuffer(freeEarly(value));
		}
		return true;
	}

	private piece(limit: number): Buffer {
		const piece = this.unread.subarray(0, limit);
		this.unread = this.unread.subarray(piece.length);
		this.position += piece.length;
		return piece;
	}
}

/**
 * Copies into memory of their own: a few bytes that are part of a chunk keep all of it, and
 * `Buffer.concat` takes them from Node's pool, which keeps 64 KB (Node.js 24, Buffer.poolSize).
 */
export function copied(pieces: Buffer[]): Buffer {
	const copy = Buffer.alloc(pieces.reduce((sum, { length }) => sum + length, 0));
	let at = 0;
	for (const piece of pieces) at += piece.copy(copy, at);
	return copy;
}

/** Copies only where there are several pieces. */
export function joined(pieces: Buffer[]): Buffer {
	return pieces.length === 1 ? pieces[0] : Buffer.concat(pieces);
}

/** The same bytes as a Buffer, not copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
	return Buffer.isBuffer(bytes)
		? bytes
		: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
