/** Whether a version such as `1.13.2` is older than another. */
export function isOlderThan(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
