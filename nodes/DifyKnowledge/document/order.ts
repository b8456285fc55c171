import type { INodeProperties } from 'n8n-workflow';

import { readChoice } from '../../shared/parameters/choice';
import type { ParameterReader } from '../../shared/parameters/parameter';
import { textOf } from '../../shared/json';
import type { ListedRow } from '../paging/page';

export const orderField: INodeProperties = {
	displayName: 'Order',
	name: 'order',
	type: 'options',
	default: 'newest',
	description:
		'What comes first. Dify lists the newest first; for the other orders the whole list is read, also with a limit.',
	options: [
		{ name: 'Name', value: 'name' },
		{ name: 'Newest', value: 'newest' },
		{ name: 'Oldest', value: 'oldest' },
	],
};

export type Order = 'newest' | 'oldest' | 'name';

/** A row with what it is sorted by. */
export interface Sortable<Row> {
	row: Row;
	name: string;
}

export function sortable<Row>(document: ListedRow, row: Row): Sortable<Row> {
	return { row, name: textOf(document.name) ?? '' };
}

export function readOrder(n8n: ParameterReader): Order {
	return readChoice(n8n, 'order', 'Order', ['newest', 'oldest', 'name']);
}

/** @param listed newest first, as Dify lists */
export function inOrderOf<Row>(order: Order, listed: Array<Sortable<Row>>): Row[] {
	if (order === 'oldest') listed.reverse();
	if (order === 'name') {
		const { compare } = new Intl.Collator('en', { numeric: true });
		listed.sort((a, b) => compare(a.name, b.name));
	}
	return listed.map(({ row }) => row);
}
