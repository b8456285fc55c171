import { setImmediate as realTurn, setTimeout as realPause } from 'node:timers/promises';

/** Whether a server still works on a request: then real time passes, not the clock's. */
interface Busy {
	requests: Array<{ until?: number }>;
}

const STEP_MS = 1_000;

/**
 * Runs something with a clock that goes forward by itself while nothing happens, so that pauses of
 * minutes take milliseconds. Sockets and files go on in real time.
 */
export async function onFakeClock<T>(
	servers: Busy[],
	work: () => Promise<T>,
	stepMs = STEP_MS,
): Promise<T> {
	jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
	let over = false;
	const result = work().finally(() => (over = true));
	result.catch(() => undefined);
	try {
		while (!over) {
			await quiet(servers);
			if (!over) await jest.advanceTimersByTimeAsync(stepMs);
		}
		return await result;
	} finally {
		jest.useRealTimers();
	}
}

/** Waits until for a few milliseconds no server has worked on anything, and no file is waited for. */
async function quiet(servers: Busy[]): Promise<void> {
	for (let calm = 0; calm < 3; calm++) {
		await realTurn();
		await realPause(1);
		if (isAnswering(servers) || isWaitingForFiles()) calm = -1;
	}
}

function isAnswering(servers: Busy[]): boolean {
	return servers.some(({ requests }) => requests.some(({ until }) => until === undefined));
}

/** Files take long on a busy machine, and their time must not count as minutes of the clock. */
function isWaitingForFiles(): boolean {
	return process.getActiveResourcesInfo().some((kind) => kind.startsWith('FSReq'));
}
