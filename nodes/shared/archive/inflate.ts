import { asBuffer } from './byteReader';

/**
 * Inflates a stream of raw Deflate data. Memory does not grow with its length: compressed chunks
 * are taken as fast as the inflated ones are.
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
	const feeding = feed(compressed, writable.getWriter());
	try {
		let inflated = await read(reader);
		while (inflated.chunk !== undefined) {
			yield inflated.chunk;
			inflated = await read(reader);
		}
		const sourceFailure = await feeding;
		if (sourceFailure !== undefined) throw sourceFailure.reason;
		if (inflated.isDamaged) throw damageError();
	} finally {
		await Promise.allSettled([reader.cancel(), feeding]);
	}
}

interface Inflated {
	/** Undefined at the end. */
	chunk?: Buffer;
	isDamaged?: boolean;
}

function read(reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Inflated> {
	return reader.read().then(
		({ value }) => ({ chunk: value && asBuffer(value) }),
		() => ({ isDamaged: true }),
	);
}

/**
 * Writes all chunks. A failed write ends it quietly, because the reading side tells of it; a failed
 * source ends both sides, and is returned.
 */
async function feed(
	chunks: AsyncIterable<Buffer>,
	writer: WritableStreamDefaultWriter<Uint8Array>,
): Promise<{ reason: unknown } | undefined> {
	const iterator = chunks[Symbol.asyncIterator]();
	for (;;) {
		const next = await iterator.next().then(
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
		if (!(await succeeds(writer.write(next.result.value)))) return undefined;
	}
}

function succeeds(promise: Promise<void>): Promise<boolean> {
	return promise.then(
		() => true,
		() => false,
	);
}
