import type { Fault, Outcome } from '../messages/fault';

export interface Isolated<Item, Result> {
	fetched: Array<{ items: Item[]; result: Result }>;
	skipped: Array<{ item: Item; fault: Fault }>;
}

/**
 * Fetches a batch that the service answers all or nothing. When one item may have spoiled it, the
 * batch is halved until the items that cannot be had stand alone; the others arrive in order.
 *
 * Costs at most about 2·log2(batch) extra requests for each item that cannot be had.
 */
export async function fetchIsolating<Item, Result>(
	items: Item[],
	fetch: (items: Item[]) => Promise<Outcome<Result>>,
): Promise<Outcome<Isolated<Item, Result>>> {
	const outcome = await fetch(items);
	if (!outcome.fault) {
		return { value: { fetched: [{ items, result: outcome.value }], skipped: [] } };
	}
	if (!outcome.fault.oneOfMany) return outcome;
	if (items.length === 1) {
		return { value: { fetched: [], skipped: [{ item: items[0], fault: outcome.fault }] } };
	}
	const middle = Math.ceil(items.length / 2);
	const left = await fetchIsolating(items.slice(0, middle), fetch);
	if (left.fault) return left;
	const right = await fetchIsolating(items.slice(middle), fetch);
	if (right.fault) return right;
	return {
		value: {
			fetched: [...left.value.fetched, ...right.value.fetched],
			skipped: [...left.value.skipped, ...right.value.skipped],
		},
	};
}
