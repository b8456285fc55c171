import type { IDataObject } from 'n8n-workflow';

import { inOrder } from '../shared/concurrency';
import { faultFor, requestJson } from '../shared/http/request';
import type { Service } from '../shared/http/service';
import type { Outcome } from '../shared/messages/fault';

/** Dify caps pages at 100; with a larger limit its has_more is wrong (always false). */
const PAGE_SIZE = 100;
const PAGES_AT_ONCE = 4;
/** Last resort against a list that never ends: 200,000 rows. */
const MOST_PAGES = 2_000;

export interface ListRequest {
	/** Below the API root, for example `/datasets`. */
	path: string;
	qs?: IDataObject;
	/** How many rows are wanted; all when left out. */
	most?: number;
	/** Which rows are wanted, where Dify itself cannot filter. */
	accept?: (row: IDataObject) => boolean;
}

/**
 * Lists rows over all pages, each row once, in Dify's order.
 *
 * Pages are counted by `total`, because has_more is true after the last page when the total is a
 * multiple of the page size. Paging is by offset, so that what is added while paging pushes rows on to
 * the next page: they come twice and are kept once, and the total, read anew from each page, tells
 * that there is one more page.
 */
export async function listRows(
	service: Service,
	{ path, qs = {}, most = Infinity, accept }: ListRequest,
): Promise<Outcome<IDataObject[]>> {
	const acceptsAll = accept === undefined;
	const pageSize = acceptsAll ? Math.min(PAGE_SIZE, most) : PAGE_SIZE;
	const rows = new Map<unknown, IDataObject>();
	let lastPage = 1;

	const fetchPage = async (page: number) =>
		await requestJson(service, { method: 'GET', path, qs: { ...qs, page, limit: pageSize } });

	/** Takes a page's rows. @returns whether there may be more */
	const take = (page: IDataObject, data: IDataObject[]): boolean => {
		const total = typeof page.total === 'number' ? page.total : Infinity;
		const needed = acceptsAll ? Math.min(total, most) : total;
		lastPage = Math.max(lastPage, Math.ceil(needed / pageSize));
		for (const row of data) {
			if (rows.size < most && accept?.(row) !== false && !rows.has(row.id)) rows.set(row.id, row);
		}
		return data.length > 0 && rows.size < most;
	};

	function* pageNumbers() {
		for (let page = 1; page <= lastPage && page <= MOST_PAGES; page++) yield page;
	}

	const atOnce = acceptsAll || most === Infinity ? PAGES_AT_ONCE : 1;
	for await (const outcome of inOrder(pageNumbers(), atOnce, new AbortController(), fetchPage)) {
		if (outcome.fault) return outcome;
		const { data } = outcome.value;
		if (!Array.isArray(data)) return { fault: notAList(service, path) };
		if (!take(outcome.value, data as IDataObject[])) return { value: [...rows.values()] };
	}
	if (lastPage > MOST_PAGES) return { fault: endless(service, path) };
	return { value: [...rows.values()] };
}

function notAList(service: Service, path: string) {
	return faultFor(service, { status: 200, said: 'no list', url: service.root + path });
}

function endless(service: Service, path: string) {
	const rows = MOST_PAGES * PAGE_SIZE;
	const said = `no end after ${rows} rows`;
	return faultFor(service, { symptom: 'ENDLESS_LIST', said, url: service.root + path });
}
