import { toDosTime } from '../../../../nodes/shared/archive/dosTime';

function shown(when: string): string {
	const { time, date } = toDosTime(new Date(when));
	const day = [(date >> 9) + 1980, (date >> 5) & 15, date & 31].join('-');
	return `${day} ${[time >> 11, (time >> 5) & 63, (time & 31) * 2].join(':')}`;
}

describe('DOS times', () => {
	it('hold the time in UTC, to two seconds', () => {
		expect(shown('2026-11-21T13:59:59Z')).toBe('2026-11-21 13:59:58');
	});

	it('begin in 1980', () => {
		expect(shown('1970-01-01T00:00:00Z')).toBe('1980-1-1 0:0:0');
	});

	it('end in 2107', () => {
		expect(shown('2200-01-01T00:00:00Z')).toBe('2107-12-31 23:59:58');
	});
});
