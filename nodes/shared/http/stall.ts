import { sleep } from 'n8n-workflow';

import type { OpenAnswer } from './answer';

const WINDOW_MS = 60_000;
/** Below this a transfer would take an hour per megabyte: nobody waits for that. */
const LEAST_BYTES_PER_WINDOW = 16 * 1024;

class StallError extends Error {
	readonly code = 'STALLED';
}

/**
 * Passes the body of an answer on and ends it when it stops arriving or merely drips.
 *
 * The timeout of n8n's HTTP client covers the time until the head of an answer, not its body
 * (axios: the timer is cleared when the response object is handed over).
 */
export async function* bodyOf(answer: OpenAnswer): AsyncGenerator<Uint8Array> {
	const finished = new AbortController();
	let bytes = 0;
	let isStalled = false;
	let isWhole = false;

	const watch = async () => {
		while (!finished.signal.aborted && !isStalled) {
			const before = bytes;
			await sleep(WINDOW_MS, finished.signal);
			if (finished.signal.aborted) return;
			isStalled = bytes - before < LEAST_BYTES_PER_WINDOW;
		}
		answer.end();
	};
	watch().catch(() => undefined);

	const chunks = answer.body[Symbol.asyncIterator]();
	const next = async () =>
		await chunks.next().catch((error: unknown) => {
			throw isStalled ? new StallError('stalled') : error;
		});
	try {
		for (let chunk = await next(); !chunk.done; chunk = await next()) {
			bytes += chunk.value.length;
			yield chunk.value;
		}
		isWhole = true;
	} finally {
		finished.abort();
		if (!isWhole) answer.end();
	}
}
