import type { IDataObject } from 'n8n-workflow';

import { inOrder } from '../shared/concurrency';
import { faultFor, requestJson } from '../shared/http/request';
import type { Service } from '../shared/http/service';
import type { Fault, Outcome } from '../shared/messages/fault';

/** Dify caps pages at 100; with a larger limit its has_more is wrong (always false). */
const PAGE_SIZE = 100;
const PAGES_AT_ONCE = 4;
/** Last resort against a list that never ends: 100,000 rows. */
const MOST_PAGES = 1_000;
/** How often a list is begun anew because rows were deleted meanwhile. */
const MOST_SWEEPS = 3;

export interface ListRequest {
	/** Below the API root, for example `/datasets`. */
	path: string;
	qs?: IDataObject;
	/** How many rows are wanted; all when left out. */
	most?: number;
	/** Which rows are wanted, where Dify itself cannot filter. */
	accept?: (row: IDataObject) => boolean;
}

interface Sweep {
	rows: IDataObject[];
	/** Rows were deleted while paging: those behind them moved up, some past the page already read. */
	hasGaps: boolean;
}

/**
 * Lists rows over all pages, each row once, in Dify's order.
 *
 * Pages are counted by `total`, because has_more is true after the last page when the total is a
 * multiple of the page size. Paging is by offset, and the newest rows come first: what is added
 * while paging pushes rows on to the next page, so that they come twice and are kept once; what is
 * deleted pulls rows back, so that the list is begun anew.
 */
export async function listRows(
	service: Service,
	request: ListRequest,
): Promise<Outcome<IDataObject[]>> {
	for (let sweeps = 1; ; sweeps++) {
		const swept = await sweep(service, request);
		if (swept.fault) return swept;
		if (!swept.value.hasGaps) return { value: swept.value.rows };
		if (sweeps === MOST_SWEEPS) return { fault: changing(service, request.path) };
	}
}

async function sweep(
	service: Service,
	{ path, qs = {}, most = Infinity, accept }: ListRequest,
): Promise<Outcome<Sweep>> {
	const pageSize = accept ? PAGE_SIZE : Math.min(PAGE_SIZE, most);
	const atOnce = accept && most < Infinity ? 1 : PAGES_AT_ONCE;
	const rows = new Map<unknown, IDataObject>();
	let lastPage = 1;
	let latestTotal = Infinity;
	let hasGaps = false;

	const fetchPage = async (page: number) =>
		await requestJson(service, { method: 'GET', path, qs: { ...qs, page, limit: pageSize } });

	/** Takes a page's rows. @returns whether more are wanted and may come */
	const take = (data: IDataObject[], total: number): boolean => {
		hasGaps ||= total < latestTotal && latestTotal < Infinity;
		latestTotal = total;
		const needed = accept ? total : Math.min(total, most);
		lastPage = Math.max(lastPage, Math.ceil(needed / pageSize));
		for (const row of data) {
			if (rows.size < most && accept?.(row) !== false && !rows.has(row.id)) rows.set(row.id, row);
		}
		return data.length > 0 && rows.size < most;
	};
	const result = () => ({ value: { rows: [...rows.values()], hasGaps } });

	for (let next = 1; next <= Math.min(lastPage, MOST_PAGES);) {
		const pages = range(next, Math.min(lastPage, MOST_PAGES));
		next += pages.length;
		for await (const page of inOrder(pages, atOnce, new AbortController(), fetchPage)) {
			if (page.fault) return page;
			const { data, total } = page.value;
			if (!Array.isArray(data) || !data.every(isRow)) return { fault: notAList(service, path) };
			const known = typeof total === 'number' ? total : Infinity;
			if (!take(data as IDataObject[], known)) return result();
		}
	}
	return lastPage > MOST_PAGES ? { fault: endless(service, path) } : result();
}

function isRow(value: unknown): boolean {
	return typeof value === 'object' && value !== null;
}

function notAList(service: Service, path: string): Fault {
	return faultFor(service, { status: 200, said: 'no list', url: service.root + path });
}

function endless(service: Service, path: string): Fault {
	const said = `no end after ${MOST_PAGES * PAGE_SIZE} rows`;
	return faultFor(service, { symptom: 'ENDLESS_LIST', said, url: service.root + path });
}

function changing(service: Service, path: string): Fault {
	const said = `fewer and fewer rows, ${MOST_SWEEPS} times over`;
	return faultFor(service, { symptom: 'CHANGING_LIST', said, url: service.root + path });
}

function range(first: number, last: number): number[] {
	return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
