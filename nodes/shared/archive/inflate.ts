import { asBuffer, joined } from './byteReader';
import { freeEarly } from './freeEarly';
import { Handover } from './handover';

/**
 * The least that is handed on at a time. A piece is less than twice as long, and what it can become, a
 * thousand times its size, has to fit into memory. As much makes a stream of Node full (its default
 * highWaterMark), so that no piece is put in line behind the one before: V8 puts what waits there among
 * its old objects, where it stays until all of n8n's heap is collected (seen on Node.js 24).
 */
const PIECE_BYTES = 64 * 1024;

/** The next piece is inflated when no more than this waits to be taken. */
const MOST_WAITING_BYTES = 128 * 1024;

/**
 * Inflates a stream of raw Deflate data. Memory does not grow with its length: compressed chunks
 * are taken as fast as the inflated ones are. What stands behind the end of the data is ignored, as
 * other readers do.
 *
 * @param damageError makes what is thrown where the data is not Deflate, or ends before its end
 * @throws that, or whatever `compressed` throws
 */
export async function* inflate(
	compressed: AsyncIterable<Buffer>,
	damageError: () => Error,
): AsyncGenerator<Buffer, void> {
	const { readable, writable } = new DecompressionStream('deflate-raw');
	const reader = readable.getReader();
	const inflated = new Handover(MOST_WAITING_BYTES);
	const reading = readAll(reader, inflated);
	const feeding = feed(compressed, writable.getWriter(), inflated);
	try {
		yield* inflated.chunks();
		const sourceFailure = await feeding;
		if (sourceFailure !== undefined) throw sourceFailure.reason;
		if (!(await reading)) throw damageError();
	} finally {
		await Promise.allSettled([reader.cancel(), reading, feeding]);
	}
}

/**
 * Reads the inflated side at once, and holds it until it is taken. Node.js 24 takes bytes behind the end
 * of the data for an error, with which everything is lost that has not been read (zlib, processCallback).
 *
 * @returns whether the data has come to its end
 */
async function readAll(
	reader: ReadableStreamDefaultReader<Uint8Array>,
	inflated: Handover,
): Promise<boolean> {
	for (;;) {
		const { value, isDamaged } = await read(reader);
		if (value === undefined) {
			inflated.end();
			return !isDamaged;
		}
		inflated.push(freeEarly(value));
	}
}

function read(
	reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<{ value?: Buffer; isDamaged: boolean }> {
	return reader.read().then(
		({ value }) => ({ value: value && asBuffer(value), isDamaged: false }),
		(error: unknown) => ({ isDamaged: !isTrailingJunk(error) }),
	);
}

/** Not by its class: n8n may run a node in a context of its own, where classes are others. */
function isTrailingJunk(error: unknown): boolean {
	const { code } = (error ?? {}) as { code?: unknown };
	return code === 'ERR_TRAILING_JUNK_AFTER_STREAM_END';
}

/**
 * Writes all chunks. A failed write ends it quietly, because the reading side tells of it; a failed
 * source ends both sides, and is returned.
 */
async function feed(
	chunks: AsyncIterable<Buffer>,
	writer: WritableStreamDefaultWriter<Uint8Array>,
	inflated: Handover,
): Promise<{ reason: unknown } | undefined> {
	const pieces = piecesOf(chunks);
	for (;;) {
		const next = await pieces.next().then(
			(result) => ({ result }),
			(reason: unknown) => ({ reason }),
		);
		if ('reason' in next) {
			await succeeds(writer.abort());
			return next;
		}
		if (next.result.done) {
			await succeeds(writer.close());
			return undefined;
		}
		await inflated.room();
		if (!(await succeeds(writer.write(next.result.value)))) return undefined;
	}
}

/** All but the last one have at least PIECE_BYTES, and less than twice as many. */
async function* piecesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
	let held: Buffer[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		held.push(chunk);
		bytes += chunk.length;
		if (bytes < PIECE_BYTES) continue;
		yield* cut(joined(held));
		held = [];
		bytes = 0;
	}
	if (bytes > 0) yield joined(held);
}

function* cut(chunk: Buffer): Generator<Buffer, void> {
	let at = 0;
	for (; chunk.length - at >= 2 * PIECE_BYTES; at += PIECE_BYTES) {
		yield chunk.subarray(at, at + PIECE_BYTES);
	}
	yield chunk.subarray(at);
}

function succeeds(promise: Promise<void>): Promise<boolean> {
	return promise.then(
		() => true,
		() => false,
	);
}
