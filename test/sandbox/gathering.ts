import { setImmediate as turn } from 'node:timers/promises';

import type { Fault } from './faults';

/** Turns of the event loop in which a request that is on its way arrives. */
const TURNS = 50;

/**
 * Counts how many requests are made at once. Each answer is held back until as many requests wait
 * for theirs as may, so that the count depends on nobody's speed.
 */
export class Gathering {
	/** The largest number of requests that waited together. */
	most = 0;
	private readonly waiting: Array<() => void> = [];

	/**
	 * @param atOnce how many requests are expected together
	 * @param left how many there are in all
	 */
	constructor(
		private readonly atOnce: number,
		private left: number,
	) {}

	/** For all of these requests. */
	readonly fault: Fault = async (real) => {
		const released = new Promise<void>((resolve) => this.waiting.push(resolve));
		if (this.waiting.length === Math.min(this.atOnce, this.left)) await this.release();
		await released;
		return await real();
	};

	private async release(): Promise<void> {
		for (let passed = 0; passed < TURNS; passed++) await turn();
		this.most = Math.max(this.most, this.waiting.length);
		this.left -= this.waiting.length;
		for (const release of this.waiting.splice(0)) release();
	}
}
