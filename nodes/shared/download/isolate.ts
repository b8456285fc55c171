import { faultFor } from '../http/request';
import type { Service } from '../http/service';
import type { Fault, Outcome } from '../messages/fault';

const MOST_TRIES_ALONE = 3;

export interface Isolated<Item, Result> {
	fetched: Array<{ items: Item[]; result: Result }>;
	skipped: Array<{ item: Item; fault: Fault }>;
}

/**
 * Fetches a batch, with or without leaving out the items that cannot be had.
 *
 * @param fetch gets the service to ask: while a batch is halved, it repeats less
 */
export async function fetchBatch<Item, Result>(
	service: Service,
	batch: Item[],
	skipsUnavailable: boolean,
	fetch: (service: Service, items: Item[]) => Promise<Outcome<Result>>,
): Promise<Outcome<Isolated<Item, Result>>> {
	if (skipsUnavailable) {
		const isolated = await fetchIsolating(
			batch,
			async (items) => await fetch(whileIsolating(service, items.length, batch.length), items),
		);
		return noneCouldBeHad(isolated.value) ? { fault: noneOfBatch(service) } : isolated;
	}
	const outcome = await fetch(service, batch);
	if (outcome.fault) return outcome;
	return { value: { fetched: [{ items: batch, result: outcome.value }], skipped: [] } };
}

/**
 * Halving a batch is a repeat in itself: only an item that stands alone is asked for again, and less
 * often, because every batch that it was in has failed before.
 */
function whileIsolating(service: Service, count: number, batchCount: number): Service {
	if (batchCount === 1) return service;
	const { repeat } = service;
	if (count === 1) {
		return { ...service, repeat: { ...repeat, tries: Math.min(repeat.tries, MOST_TRIES_ALONE) } };
	}
	const rows = service.rows.map((row) => (row.oneOfMany ? { ...row, repeat: undefined } : row));
	return { ...service, rows };
}

/** A service that is out of order must not look like a batch of which every single item is spoiled. */
function noneCouldBeHad<Item, Result>(isolated?: Isolated<Item, Result>): boolean {
	if (!isolated || isolated.fetched.length > 0 || isolated.skipped.length < 2) return false;
	return isolated.skipped.every(({ fault }) => fault.repeat !== undefined);
}

function noneOfBatch(service: Service): Fault {
	return faultFor(service, { symptom: 'NONE_OF_BATCH', said: '', url: service.root });
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
