import { setTimeout } from 'node:timers/promises';

/** Waits; a wait that is still running does not keep the process alive. */
export async function pause(milliseconds: number): Promise<void> {
	await setTimeout(milliseconds, undefined, { ref: false });
}
