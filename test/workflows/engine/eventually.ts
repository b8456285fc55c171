import { setTimeout as realPause } from 'node:timers/promises';

/** Far longer than it takes on any machine. */
const LONGEST_MS = 30_000;

/** Expects something that comes true by itself, but nobody says when. */
export async function eventually(expectation: () => void): Promise<void> {
	const end = Date.now() + LONGEST_MS;
	while (!holds(expectation) && Date.now() < end) await realPause(5);
	expectation();
}

function holds(expectation: () => void): boolean {
	try {
		expectation();
		return true;
	} catch {
		return false;
	}
}
