/** Whether an n8n version such as `2.8.4` is older than another. */
export function isBefore(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
