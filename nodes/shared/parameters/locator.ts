/** What a resource locator holds. Agents and expressions may give a plain text instead. */
export interface Locator {
	value: string;
	/** The name that the list showed when the user picked. */
	name?: string;
}

export function readLocator(parameter: unknown): Locator {
	if (typeof parameter !== 'object' || parameter === null) {
		return { value: String(parameter ?? '').trim() };
	}
	const { value, cachedResultName } = parameter as { value?: unknown; cachedResultName?: unknown };
	return {
		value: String(value ?? '').trim(),
		name: typeof cachedResultName === 'string' ? cachedResultName : undefined,
	};
}
