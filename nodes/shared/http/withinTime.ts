import { started } from '../concurrency';
import { pause } from '../pause';

class OverdueError extends Error {
	readonly code = 'ETIMEDOUT';
}

/**
 * Waits for the head of an answer, but not without an end. The timeout of n8n's HTTP client does not
 * end every wait: after 101 Switching Protocols it waits for ever.
 *
 * @throws an error with the code ETIMEDOUT when the time is over; the request has still to be ended
 */
export async function withinTime<T>(answering: Promise<T>, ms: number): Promise<T> {
	const settled = new AbortController();
	const overdue = async (): Promise<never> => {
		await pause(ms, settled.signal);
		throw new OverdueError('no answer in time');
	};
	return await Promise.race([answering, started(overdue())]).finally(() => settled.abort());
}
