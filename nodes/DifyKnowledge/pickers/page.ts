import type { IDataObject, ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { requestJson } from '../../shared/http/request';
import { toNodeApiError } from '../../shared/messages/fault';
import { difyForPicker } from '../dify';

const PAGE_SIZE = 50;

/** One page of a list in the editor. The token that n8n gives back for the next page is its number. */
export async function searchPage(
	n8n: ILoadOptionsFunctions,
	path: string,
	qs: IDataObject,
	paginationToken: string | undefined,
): Promise<INodeListSearchResult> {
	const page = Number(paginationToken ?? 1);
	const dify = await difyForPicker(n8n);
	const query = { ...qs, page, limit: PAGE_SIZE };
	const outcome = await requestJson(dify, { method: 'GET', path, qs: query });
	if (outcome.fault) throw toNodeApiError(n8n.getNode(), outcome.fault, 0);
	const rows = Array.isArray(outcome.value.data) ? (outcome.value.data as IDataObject[]) : [];
	const results = rows.map(({ id, name }) => ({ name: String(name), value: String(id) }));
	const isLast = rows.length === 0 || page * PAGE_SIZE >= Number(outcome.value.total);
	return { results, paginationToken: isLast ? undefined : String(page + 1) };
}
