import { retryAfterSeconds } from '../../../../nodes/shared/http/retryAfter';

const now = Date.parse('2026-03-01T12:00:00Z');

test.each([
	['120', 120],
	[' 0 ', 0],
	['Sun, 01 Mar 2026 12:01:30 GMT', 90],
	['Sun, 01 Mar 2026 11:00:00 GMT', 0],
	['', undefined],
	['soon', undefined],
	['-5 apples', undefined],
])('Retry-After %j is %j seconds', (value, seconds) => {
	expect(retryAfterSeconds(value, now)).toBe(seconds);
});

test('a part of a second counts as a whole one', () => {
	expect(retryAfterSeconds('Sun, 01 Mar 2026 12:00:01 GMT', now - 500)).toBe(2);
});
