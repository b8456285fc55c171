const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether a text has the form of Dify's IDs. */
export function isUuid(text: string): boolean {
	return UUID.test(text);
}
