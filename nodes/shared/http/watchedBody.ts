import { sleep } from 'n8n-workflow';

import { header, type OpenAnswer } from './answer';
import { Pace, TICK_MS } from './pace';

class StallError extends Error {
	readonly code = 'STALLED';
}

/**
 * Passes the body of an answer on and ends it when it stops arriving or merely drips.
 *
 * The timeout of n8n's HTTP client covers the time until the head of an answer, not its body
 * (axios: the timer is cleared when the response object is handed over). Only the time in which a
 * chunk is waited for counts: whoever reads may take as long as it likes.
 */
export async function* watchedBody(answer: OpenAnswer): AsyncGenerator<Uint8Array> {
	const finished = new AbortController();
	const pace = new Pace(Number(header(answer, 'content-length')));
	let isWaiting = false;
	let isStalled = false;
	let isWhole = false;

	const watch = async () => {
		while (!isStalled) {
			await sleep(TICK_MS, finished.signal);
			if (finished.signal.aborted) return;
			isStalled = isWaiting && pace.isTooSlow();
		}
		answer.end();
	};
	watch().catch(() => undefined);

	const chunks = answer.body[Symbol.asyncIterator]();
	const next = async () => {
		isWaiting = true;
		const chunk = await chunks.next().catch((error: unknown) => {
			throw isStalled ? new StallError('stalled') : error;
		});
		isWaiting = false;
		return chunk;
	};
	try {
		for (let chunk = await next(); !chunk.done; chunk = await next()) {
			pace.bytes += chunk.value.length;
			yield chunk.value;
		}
		isWhole = true;
	} finally {
		finished.abort();
		if (!isWhole) answer.end();
	}
}
