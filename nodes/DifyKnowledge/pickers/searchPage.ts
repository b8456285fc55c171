import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { difyForPicker } from '../dify';
import { listRows } from '../paging/listRows';
import { MOST_PER_PAGE, fetchPage, type ListedRow, type PageRequest } from '../paging/page';

/** So many are read together, so that none of them is missing: nobody scrolls further, but searches. */
const PAGES_AT_FIRST = 10;

/**
 * A list in the editor: 1,000 entries at first, further ones a page at a time.
 *
 * @param paginationToken the number of the next page, which n8n gives back
 */
export async function searchPage(
	n8n: ILoadOptionsFunctions,
	request: PageRequest,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const dify = await difyForPicker(n8n);
	const nextAfter = (page: number, total = 0) =>
		page * MOST_PER_PAGE < total ? String(page + 1) : undefined;
	if (paginationToken === undefined) {
		const most = PAGES_AT_FIRST * MOST_PER_PAGE;
		const listed = valueOrThrow(n8n, await listRows(dify, { ...request, pick: option, most }));
		return { results: listed.rows, paginationToken: nextAfter(PAGES_AT_FIRST, listed.total) };
	}
	const page = Number(paginationToken);
	const { rows, total } = valueOrThrow(n8n, await fetchPage(dify, request, page, MOST_PER_PAGE));
	const results = rows.map(option);
	return { results, paginationToken: rows.length > 0 ? nextAfter(page, total) : undefined };
}

function option({ id, name }: ListedRow): INodeListSearchResult['results'][number] {
	return { name: typeof name === 'string' && name !== '' ? name : id, value: id };
}
