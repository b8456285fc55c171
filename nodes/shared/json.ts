import type { IDataObject } from 'n8n-workflow';

/** More levels than any answer of a service has; n8n itself copies items level by level, and fails at some thousands. */
const MOST_LEVELS = 200;

/**
 * A single value out of JSON as text. `String(value)` will not do: it throws for an object with a
 * `toString` of its own, such as `{"toString": 1}`.
 *
 * @returns undefined when it is no single value: null, a list or an object
 */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'string') return value;
	return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Any value as text for a message: what is no single value is shown as JSON. */
export function shownValue(value: unknown): string {
	return textOf(value) ?? JSON.stringify(value) ?? '';
}

/** Whether a value is an object with fields, and not null or a list. */
export function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object or list that a text is as JSON; undefined where it is neither. */
export function parseObject(text: string): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}

/** The objects of a list; what is no object is left out, and what is no list has none. */
export function objectsIn(list: unknown): IDataObject[] {
	return Array.isArray(list) ? list.filter(isObject) : [];
}

/** Whether a value out of JSON is nested so deep that walking through it could exhaust the stack. */
export function isNestedTooDeep(value: unknown): boolean {
	let level = [value].filter(hasValues);
	for (let levels = 0; level.length > 0; levels++) {
		if (levels === MOST_LEVELS) return true;
		level = level.flatMap((parent) => Object.values(parent).filter(hasValues));
	}
	return false;
}

function hasValues(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
