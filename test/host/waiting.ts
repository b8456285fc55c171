import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks again and again until there is an answer other than `undefined`.
 *
 * @param what what is waited for, for the message
 * @throws Error when it takes longer than `timeoutMs`
 */
export async function waitFor<T>(
	what: string,
	timeoutMs: number,
	ask: () => Promise<T | undefined> | T | undefined,
	pauseMs = 100,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	do {
		const answer = await ask();
		if (answer !== undefined) return answer;
		await sleep(pauseMs);
	} while (Date.now() < deadline);
	throw new Error(`Waited ${timeoutMs / 1000} s in vain for ${what}`);
}
