/** Something to download: its size is known when a list told it. */
export interface Wanted {
	id: string;
	bytes?: number;
}

/**
 * Cuts a list into batches, in order: at most `most` each, and where sizes are known at most
 * `mostBytes`, unless a single one is larger.
 */
export function batchesOf<Item extends Wanted>(
	items: Item[],
	most: number,
	mostBytes: number,
): Item[][] {
	const batches: Item[][] = [];
	let bytes = 0;
	for (const item of items) {
		const current = batches.at(-1);
		bytes += item.bytes ?? 0;
		if (current && current.length < most && bytes <= mostBytes) {
			current.push(item);
		} else {
			batches.push([item]);
			bytes = item.bytes ?? 0;
		}
	}
	return batches;
}
