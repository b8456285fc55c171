/** A time as ZIP headers hold it: two seconds a step, without a time zone. */
export interface DosTime {
	time: number;
	date: number;
}

const EARLIEST = Date.UTC(1980, 0, 1);
const LATEST = Date.UTC(2107, 11, 31, 23, 59, 58);

/** The DOS time of `when` in UTC; times outside 1980 to 2107 become the nearest one that exists. */
export function toDosTime(when: Date): DosTime {
	const inRange = new Date(Math.min(Math.max(when.getTime(), EARLIEST), LATEST));
	return {
		time:
			(inRange.getUTCHours() << 11) |
			(inRange.getUTCMinutes() << 5) |
			(inRange.getUTCSeconds() >> 1),
		date:
			((inRange.getUTCFullYear() - 1980) << 9) |
			((inRange.getUTCMonth() + 1) << 5) |
			inRange.getUTCDate(),
	};
}
