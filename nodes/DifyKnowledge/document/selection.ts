import type { IDataObject, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Wanted } from '../../shared/download/batches';
import type { Service } from '../../shared/http/service';
import { isUuid, readList } from '../../shared/input/ids';
import { inputFault } from '../../shared/input/inputFault';
import { shownValue, textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import type { ListedRow } from '../paging/page';
import { dateOf } from '../isoDate';
import { simplified, uploadFileOf, whyNotDownloadable } from './document';
import type { KnownNames } from './entryNames';
import { readFilters } from './filters';
import { listMatching } from './listMatching';

/** A document to download, with what is known about it before. */
export interface SelectedDocument extends Wanted, KnownNames {
	mimeType?: string;
	createdAt?: Date;
	/** The document's own fields, for the output. */
	fields: IDataObject;
	/** Index of the input item that it comes from. */
	inputItem: number;
}

export interface SkippedDocument extends IDataObject {
	documentId: string;
	name: string | null;
	reason: string;
}

export interface Selection {
	documents: SelectedDocument[];
	skipped: SkippedDocument[];
}

/** Which documents to download: all that match the filters, the input items, or ids by hand. */
export async function selectDocuments(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
	skipUnavailable: boolean,
): Promise<Outcome<Selection>> {
	const selection = n8n.getNodeParameter('selection') as string;
	if (selection === 'all') return await allMatching(n8n, dify, knowledgeBaseId);
	if (selection === 'inputItems') return { value: fromInputItems(n8n, skipUnavailable) };
	if (selection === 'ids') return { value: fromIds(n8n) };
	throw inputFault(
		n8n,
		"'Documents' has a value that is not offered",
		`'${selection}' is none of: all, inputItems, ids.`,
	);
}

/** All input items, of which the first one does the work (see standsForAllItems). */
function inputItems(n8n: IExecutePaginationFunctions): INodeExecutionData[] {
	const { data } = n8n.getExecuteData();
	return (data.main ?? data.ai_tool)?.[0] ?? [];
}

/** Whether one archive is made from all input items, so that one of them has to stand for all. */
export function standsForAllItems(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('selection') === 'inputItems';
}

export function coveredItems(n8n: IExecutePaginationFunctions): number[] {
	return standsForAllItems(n8n) ? inputItems(n8n).map((_, index) => index) : [n8n.getItemIndex()];
}

async function allMatching(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
): Promise<Outcome<Selection>> {
	const inputItem = n8n.getItemIndex();
	const pick = (document: ListedRow) => {
		const reason = whyNotDownloadable(document);
		if (reason) return { skipped: skippedDocument(document, reason) };
		return { document: listedDocument(document, inputItem) };
	};
	const listed = await listMatching(dify, knowledgeBaseId, readFilters(n8n), pick);
	if (listed.fault) return listed;
	const documents = listed.value.rows.flatMap(({ document }) => document ?? []);
	const skipped = listed.value.rows.flatMap((row) => row.skipped ?? []);
	return { value: { documents, skipped } };
}

export function listedDocument(document: ListedRow, inputItem: number): SelectedDocument {
	const file = uploadFileOf(document);
	return {
		id: document.id,
		bytes: file.size,
		fileName: file.name,
		name: textOf(document.name),
		extension: file.extension,
		mimeType: file.mime_type,
		createdAt: dateOf(document.created_at),
		fields: simplified(document),
		inputItem,
	};
}

export function skippedDocument(document: ListedRow, reason: string): SkippedDocument {
	return { documentId: document.id, name: textOf(document.name) ?? null, reason };
}

function fromIds(n8n: IExecutePaginationFunctions): Selection {
	const ids = readList(n8n.getNodeParameter('documentIds', ''))?.flatMap(pastedIds);
	if (!ids || ids.length === 0) {
		throw inputFault(
			n8n,
			ids ? "'Document IDs' is empty" : "'Document IDs' is not a list of IDs",
			"Enter IDs separated by commas or line breaks, or a list from an expression, for example {{ $json.ids }}. 'List' gives the IDs of a knowledge base.",
		);
	}
	ids.forEach((id, index) => {
		if (!isUuid(id)) {
			throw inputFault(
				n8n,
				`'Document IDs' has an entry that is not a document ID, at position ${index + 1}`,
				`'${id}' does not look like 3c90c3cc-0d44-4b50-8888-8dd25736052a.`,
			);
		}
	});
	const inputItem = n8n.getItemIndex();
	const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
	return { documents: unique.map((id) => ({ id, fields: { id }, inputItem })), skipped: [] };
}

/** IDs as they come out of chats and documents: between spaces and full-width commas, with curly quotes. */
function pastedIds(text: string): string[] {
	return text.split(/[\s、，；“”‘’\u200B-\u200D\u2060\uFEFF]+/).filter((id) => id !== '');
}

function fromInputItems(n8n: IExecutePaginationFunctions, skipUnavailable: boolean): Selection {
	const field = String(n8n.getNodeParameter('documentIdField', 'id'));
	const selection: Selection = { documents: [], skipped: [] };
	const seen = new Set<string>();
	inputItems(n8n).forEach(({ json }, inputItem) => {
		const value = valueAt(json, field);
		const id = (textOf(value) ?? '').trim().toLowerCase();
		if (!isUuid(id)) throw notADocument(n8n, field, value, inputItem);
		if (seen.has(id)) return;
		seen.add(id);
		const reason = whyGivenIsNotDownloadable(json);
		if (!reason) selection.documents.push(givenDocument(id, json, inputItem));
		else if (skipUnavailable) selection.skipped.push(skippedDocument({ ...json, id }, reason));
		else throw notDownloadable(n8n, reason, id, inputItem);
	});
	return selection;
}

/** A field by its name, or by a path with dots such as `document.id`. */
function valueAt(json: IDataObject, field: string): unknown {
	if (field in json) return json[field];
	return field
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | null | undefined)?.[key], json);
}

function whyGivenIsNotDownloadable(json: IDataObject): string | undefined {
	if (json.data_source_detail_dict) return whyNotDownloadable(json);
	return json.downloadable === false ? 'it has no original file' : undefined;
}

function notDownloadable(
	n8n: IExecutePaginationFunctions,
	reason: string,
	id: string,
	inputItem: number,
) {
	return inputFault(
		n8n,
		`The document of input item ${inputItem + 1} cannot be downloaded`,
		`Document ${id}: ${reason}. Switch on 'Skip Documents That Cannot Be Downloaded' in the options, or 'Downloadable Only' in the filters of List.`,
	);
}

/** An input item may be a document as List gives it, simplified or raw: then more is known about it. */
function givenDocument(id: string, json: IDataObject, inputItem: number): SelectedDocument {
	const file = uploadFileOf(json);
	// Other services' items have a size as well, in units of their own.
	const isSimplified = typeof json.downloadable === 'boolean';
	const bytes = file.size ?? (isSimplified ? json.size : undefined);
	const extension = file.extension ?? (isSimplified ? json.extension : undefined);
	return {
		id,
		bytes: typeof bytes === 'number' && bytes > 0 ? bytes : undefined,
		fileName: file.name,
		name: textOf(json.name),
		extension: typeof extension === 'string' ? extension : undefined,
		mimeType: file.mime_type,
		createdAt: dateOf(json.created_at),
		fields: json,
		inputItem,
	};
}

function notADocument(
	n8n: IExecutePaginationFunctions,
	field: string,
	value: unknown,
	inputItem: number,
) {
	const found = value === undefined ? 'The field is missing' : `Found: '${shownValue(value)}'`;
	return inputFault(
		n8n,
		`'Document ID Field' leads to no document ID in input item ${inputItem + 1}`,
		`The input item's field '${field}' has to hold an ID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a. ${found}.`,
	);
}
