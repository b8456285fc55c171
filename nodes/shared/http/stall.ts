import { sleep } from 'n8n-workflow';

import type { Body } from './answer';

const WINDOW_MS = 60_000;
/** Below this a transfer would take an hour per megabyte: nobody waits for that. */
const LEAST_BYTES_PER_WINDOW = 16 * 1024;

export class StallError extends Error {
	readonly code = 'STALLED';
}

/**
 * Passes a body on and ends it when it stops arriving or merely drips.
 *
 * The timeout of n8n's HTTP client covers the time until the head of an answer, not its body
 * (axios: the timer is cleared when the response object is handed over).
 */
export async function* withoutStall(body: Body, signal?: AbortSignal): AsyncGenerator<Uint8Array> {
	const finished = new AbortController();
	let bytes = 0;

	const watch = async () => {
		while (!finished.signal.aborted) {
			const before = bytes;
			await sleep(WINDOW_MS, finished.signal);
			if (finished.signal.aborted) return;
			if (bytes - before < LEAST_BYTES_PER_WINDOW) body.destroy(new StallError('stalled'));
		}
	};
	const stop = () => body.destroy(new Error('cancelled'));
	if (signal?.aborted) {
		body.destroy();
		throw new Error('cancelled');
	}
	signal?.addEventListener('abort', stop, { once: true });
	watch().catch(() => undefined);

	try {
		for await (const chunk of body) {
			bytes += chunk.length;
			yield chunk;
		}
	} finally {
		finished.abort();
		signal?.removeEventListener('abort', stop);
	}
}
