/** How often a transfer that is waited for is looked at. */
export const TICK_MS = 5_000;

const TICKS_PER_MINUTE = 60_000 / TICK_MS;
/** Below this a transfer would take an hour per megabyte: nobody waits for that. */
const LEAST_BYTES_PER_MINUTE = 16 * 1024;
/** What drips for so long has not merely met a bad minute. */
const DRIPPING_MINUTES = 5;
const LEAST_BYTES_WHILE_DRIPPING = 256 * 1024;
/** Where the length is known: a pace that is poor enough to ask how long the rest would take. */
const POOR_BYTES_PER_MINUTE = 240 * 1024;
const MOST_MINUTES_FOR_THE_REST = 60;

/** Judges how a body arrives by what came in each minute of waiting for it. */
export class Pace {
	/** What has arrived so far. */
	bytes = 0;

	private ticks = 0;
	/** What had arrived at the end of each minute. */
	private readonly marks = [0];

	/** @param length of the whole body in bytes; 0 or NaN where it is not known */
	constructor(private readonly length: number) {}

	/** To be called after each tick of waiting. */
	isTooSlow(): boolean {
		this.ticks++;
		if (this.ticks % TICKS_PER_MINUTE !== 0) return false;
		this.marks.push(this.bytes);
		const perMinute = this.arrivedIn(1);
		const minutesForTheRest = (this.length - this.bytes) / perMinute;
		return (
			perMinute < LEAST_BYTES_PER_MINUTE ||
			this.arrivedIn(DRIPPING_MINUTES) < LEAST_BYTES_WHILE_DRIPPING ||
			(perMinute < POOR_BYTES_PER_MINUTE && minutesForTheRest > MOST_MINUTES_FOR_THE_REST)
		);
	}

	/** Bytes of the last minutes; endless where so many are not over yet. */
	private arrivedIn(minutes: number): number {
		const before = this.marks.at(-1 - minutes);
		return before === undefined ? Infinity : this.bytes - before;
	}
}
