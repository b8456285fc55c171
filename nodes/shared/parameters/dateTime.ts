import { inputFault } from './inputFault';
import type { ParameterReader } from './parameter';

/** A date as n8n's picker writes it, without a zone: `2026-03-01T08:00:00`. */
const WITHOUT_ZONE = /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?)?$/;

/**
 * Reads a date from a picker or an expression. A date without a zone is one of the workflow's time zone.
 *
 * @returns unix seconds, or undefined when the field is empty
 */
export function readDateTime(
	n8n: ParameterReader,
	value: unknown,
	label: string,
): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const seconds = secondsOf(value, n8n.getTimezone());
	if (Number.isFinite(seconds)) return seconds;
	throw inputFault(
		n8n,
		`'${label}' is not a date`,
		`Pick one, or enter it like 2026-03-01T08:00:00. Found: '${String(value)}'.`,
	);
}

function secondsOf(value: unknown, timeZone: string): number {
	// n8n's own dates ($now) and those of JavaScript tell their milliseconds.
	if (typeof value === 'object') return Number(value?.valueOf()) / 1000;
	if (typeof value === 'number') return value;
	const text = String(value).trim();
	const parts = WITHOUT_ZONE.exec(text);
	if (!parts) return Date.parse(text) / 1000;
	const [year, month, day, hour = 0, minute = 0, second = 0] = parts
		.slice(1)
		.map((part) => Number(part ?? 0));
	const asUtc = Date.UTC(year, month - 1, day, hour, minute, second);
	const guess = asUtc - offsetOf(asUtc, timeZone);
	return (asUtc - offsetOf(guess, timeZone)) / 1000;
}

/** How far the clocks of a time zone are ahead of UTC at a moment, in milliseconds. */
function offsetOf(moment: number, timeZone: string): number {
	const clock = new Intl.DateTimeFormat('en-US', {
		timeZone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	});
	const parts = clock
		.formatToParts(moment)
		.map(({ type, value }) => [type, Number(value)] as const);
	const shown = Object.fromEntries(parts);
	const { year, month, day, hour, minute, second } = shown;
	return Date.UTC(year, month - 1, day, hour, minute, second) - moment;
}
