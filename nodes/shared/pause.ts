import { sleep } from 'n8n-workflow';

/** How long a pause may go on after cancelling, on n8n versions whose sleep knows no signal. */
const SLICE_MS = 500;

/** Waits, and ends the wait at once when the execution is cancelled. @returns whether it was waited to the end */
export async function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
	const end = Date.now() + ms;
	while (!signal?.aborted && Date.now() < end) {
		const slice = Math.min(SLICE_MS, end - Date.now());
		await sleep(slice, signal).catch(() => undefined);
	}
	return !signal?.aborted;
}
