import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { csvOf } from './csv';
import { readChoice } from '../../../shared/parameters/choice';
import { isObject, shownValue } from '../../../shared/json';

export const addListOfDocuments: INodeProperties = {
	displayName: 'Add List of Documents',
	name: 'listOfDocuments',
	type: 'options',
	default: 'none',
	options: [
		{ name: 'None', value: 'none', description: 'Only the documents' },
		{
			name: 'CSV',
			value: 'csv',
			description: "A file 'documents.csv' for spreadsheets, with a column for each metadata field",
		},
		{ name: 'JSON', value: 'json', description: 'The same for programs' },
	],
	description:
		'Whether to put a file into the ZIP that tells of each document what it is, its file, and why it was left out if it was',
};

export type ListFormat = 'csv' | 'json';

export function readListFormat(n8n: IExecutePaginationFunctions): ListFormat | undefined {
	const offered = ['none', 'csv', 'json'] as const;
	const format = readChoice(n8n, 'options.listOfDocuments', 'Add List of Documents', offered);
	return format === 'none' ? undefined : format;
}

/** A document in the list, with a file or with a reason why there is none. */
export interface ListedDocument {
	documentId: string;
	/** What is known of it, as List gives it. */
	fields: IDataObject;
	/** Name of its file in the ZIP. */
	file?: string;
	/** Length of that file. */
	bytes?: number;
	leftOut?: string;
}

/** Name and content of the list. */
export function listOfDocuments(
	format: ListFormat,
	documents: ListedDocument[],
): { name: string; content: Buffer } {
	const rows = documents.map(rowOf);
	const text = format === 'csv' ? csv(rows) : `${JSON.stringify(rows, null, '\t')}\n`;
	return { name: `documents.${format}`, content: Buffer.from(text) };
}

interface Row extends IDataObject {
	metadata: IDataObject;
}

function rowOf({ documentId, fields, file, bytes, leftOut }: ListedDocument): Row {
	const { name, display_status, created_at, size, data_source_type, metadata } = fields;
	return {
		file: file ?? null,
		document_id: documentId,
		name: name ?? null,
		display_status: display_status ?? null,
		created_at: timeOf(created_at) ?? null,
		size: bytes ?? size ?? null,
		data_source_type: data_source_type ?? null,
		left_out: leftOut ?? null,
		metadata: isObject(metadata) ? metadata : {},
	};
}

/** A number is seconds since 1970, as Dify itself tells times. */
function timeOf(time: unknown): unknown {
	const date = typeof time === 'number' ? new Date(time * 1000) : undefined;
	return date && !Number.isNaN(date.getTime()) ? date.toISOString() : time;
}

/** A metadata field that is called like a column gets another name. */
function csv(rows: Row[]): string {
	const columns = Object.keys(rowOf({ documentId: '', fields: {} })).slice(0, -1);
	const fields = [...new Set(rows.flatMap(({ metadata }) => Object.keys(metadata)))];
	const named = fields.map((field) => (columns.includes(field) ? `metadata.${field}` : field));
	const lines = rows.map((row) => [
		...columns.map((column) => cellOf(row[column])),
		...fields.map((field) =>
			Object.hasOwn(row.metadata, field) ? cellOf(row.metadata[field]) : '',
		),
	]);
	return csvOf([[...columns, ...named], ...lines]);
}

function cellOf(value: unknown): string {
	return value === null || value === undefined ? '' : shownValue(value);
}
