/**
 * A date of Dify's, which are unix seconds, as ISO 8601 text, which n8n's nodes take as a date.
 *
 * @returns null where Dify tells none
 */
export function isoDate(seconds: unknown): string | null {
	return dateOf(seconds)?.toISOString() ?? null;
}

/** A date in unix seconds, or as ISO 8601 text. What no Date can hold is none. */
export function dateOf(given: unknown): Date | undefined {
	const isSeconds = typeof given === 'number' && given > 0;
	if (!isSeconds && typeof given !== 'string') return undefined;
	const date = new Date(isSeconds ? given * 1000 : given);
	return Number.isNaN(date.getTime()) ? undefined : date;
}
