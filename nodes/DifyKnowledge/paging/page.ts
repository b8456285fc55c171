import type { IDataObject } from 'n8n-workflow';

import { requestMeasuredJson } from '../../shared/http/requestJson';
import type { Service } from '../../shared/http/service';
import { faultOf, type Fault, type Outcome } from '../../shared/messages/fault';

/** Dify caps pages at 100; with a larger limit its has_more is wrong (always false). */
export const MOST_PER_PAGE = 100;

/** Something that Dify lists: a document or a knowledge base. */
export type ListedRow = IDataObject & { id: string };

export interface Page {
	rows: ListedRow[];
	/** How many rows the whole list has; undefined where Dify does not tell a number. */
	total?: number;
	/** How long Dify's answer was. */
	characters: number;
}

export interface PageRequest {
	/** Below the API root, for example `/datasets`. */
	path: string;
	qs?: IDataObject;
}

/**
 * Reads one page of a list. Rows without an ID make it no list: they could not be told apart.
 *
 * @param page counted from 1
 * @param size how many rows are asked for; fewer or more may come
 */
export async function fetchPage(
	service: Service,
	{ path, qs }: PageRequest,
	page: number,
	size: number,
): Promise<Outcome<Page>> {
	const query = { ...qs, page, limit: size };
	const answer = await requestMeasuredJson(service, { method: 'GET', path, qs: query });
	if (answer.fault) return answer;
	const { json, characters } = answer.value;
	const { data, total } = json;
	if (!Array.isArray(data)) return { fault: notAList(service, path, 'no list') };
	const rows = data as unknown[];
	if (!rows.every(hasId))
		return { fault: notAList(service, path, 'a list with an entry without ID') };
	return { value: { rows, total: isCount(total) ? total : undefined, characters } };
}

function hasId(row: unknown): row is ListedRow {
	const id = typeof row === 'object' && row !== null && 'id' in row ? row.id : undefined;
	return typeof id === 'string' && id !== '';
}

function isCount(total: unknown): total is number {
	return Number.isSafeInteger(total) && (total as number) >= 0;
}

function notAList(service: Service, path: string, said: string): Fault {
	return faultOf(service, { status: 200, said, url: service.root + path });
}
