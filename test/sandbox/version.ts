/** Compares versions such as 1.13.2 number by number. */
export function isOlderThan(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
