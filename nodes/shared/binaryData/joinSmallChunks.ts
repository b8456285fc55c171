const SMALL_BYTES = 8 * 1024;
const JOINED_BYTES = 64 * 1024;

/**
 * Joins small chunks that follow each other, because each one handed to a store costs a call to the
 * file system. Larger ones are passed on as they are, because joining copies them.
 */
export async function* joinSmallChunks(
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
	let small: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of chunks) {
		const isSmall = chunk.length < SMALL_BYTES;
		if (bytes > 0 && (!isSmall || bytes >= JOINED_BYTES)) {
			yield Buffer.concat(small);
			small = [];
			bytes = 0;
		}
		if (isSmall) {
			small.push(chunk);
			bytes += chunk.length;
		} else {
			yield chunk;
		}
	}
	if (bytes > 0) yield Buffer.concat(small);
}
