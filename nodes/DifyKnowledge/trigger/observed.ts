import type { IDataObject } from 'n8n-workflow';

import { isUuid } from '../isUuid';
import { textOf } from '../../shared/json';
import type { ListedRow } from '../paging/page';

/** How many documents the first page has: what happens to these shows in every poll. */
export const NEWEST = 100;

/** What a poll sees of a document. */
export interface Observed {
	id: string;
	/** Unix seconds, by Dify's clock; 0 where Dify does not tell. */
	createdAt: number;
	/** Counts up with every document that is added, whatever Dify's clock says. */
	position: number;
	/** ID of its file, in short; empty where it has none. */
	file: string;
	/** Its `display_status`. */
	status: string;
	/** Whether the filters let it through. */
	matches: boolean;
	/** Whether it is among the newest, which every poll sees. */
	isNewest: boolean;
	/** As Dify describes it; only its ID where nothing can be told about it. */
	document: ListedRow;
}

/**
 * @param place of the document in the list, counted from 0
 * @returns undefined for what is no document, because it has no ID of one
 */
export function observe(
	document: ListedRow,
	place: number,
	matches: (document: IDataObject) => boolean,
): Observed | undefined {
	const id = document.id.toLowerCase();
	if (!isUuid(id)) return undefined;
	const source = document.data_source_info as IDataObject | null | undefined;
	return {
		id,
		createdAt: numberOf(document.created_at),
		position: numberOf(document.position),
		file: shortOf(textOf(source?.upload_file_id) ?? ''),
		status: textOf(document.display_status) ?? '',
		matches: matches(document),
		isNewest: place < NEWEST,
		document,
	};
}

/**
 * The last 48 bits of an ID, in eight characters. They are random in UUIDs of version 4 and of
 * version 7: among 10,000 documents, two have the same with a chance of 1 to 5 million.
 */
export function shortOf(id: string): string {
	return isUuid(id) ? Buffer.from(id.slice(-12), 'hex').toString('base64url') : '';
}

function numberOf(value: unknown): number {
	return typeof value === 'number' && Number.isFinite(value) ? Math.trunc(value) : 0;
}
