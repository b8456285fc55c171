/** An object of an answer. */
export type Row = Record<string, unknown>;

/** The objects of a list; none where it is no list. */
export function objects(value: unknown): Row[] {
	const list: unknown[] = Array.isArray(value) ? value : [];
	return list.filter((one): one is Row => typeof one === 'object' && one !== null);
}
