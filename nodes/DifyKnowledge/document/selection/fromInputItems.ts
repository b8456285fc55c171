import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import { inputItems, numbered } from '../../../shared/engine/inputItems';
import { shownValue, textOf } from '../../../shared/json';
import { isUuid } from '../../isUuid';
import { inputFault } from '../../../shared/parameters/inputFault';
import { dateOf } from '../../isoDate';
import { uploadFileOf, whyNotDownloadable } from '../original';
import type { SelectedDocument, Selection, Unavailable } from './selection';

/** n8n puts its own number behind a message, whatever number an error has (n8n-core, RoutingNode). */
const FIRST_WORKS_FOR_ALL =
	'n8n itself names item 0 here, because the first input item works for all.';

/** The documents whose IDs are in the input items, each once. */
export function fromInputItems(
	n8n: IExecutePaginationFunctions,
	{ skipUnavailable, addsTexts }: Unavailable,
): Selection {
	const field = String(n8n.getNodeParameter('documentIdField', 'id'));
	const selection: Selection = { documents: [], leftOut: [] };
	const seen = new Set<string>();
	inputItems(n8n).forEach(({ json }, inputItem) => {
		const value = valueAt(json, field);
		const id = (textOf(value) ?? '').trim().toLowerCase();
		if (!isUuid(id)) throw notADocument(n8n, field, value, inputItem);
		if (seen.has(id)) return;
		seen.add(id);
		const document = givenDocument(id, json, inputItem);
		const { whyNoOriginal } = document;
		if (whyNoOriginal === undefined || addsTexts) selection.documents.push(document);
		else if (skipUnavailable) selection.leftOut.push(document);
		else throw notDownloadable(n8n, whyNoOriginal, id, inputItem);
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
		`The document of ${numbered(inputItem)} cannot be downloaded`,
		`Document ${id}: ${reason}. Switch on 'Skip Unavailable Documents' in the options, or 'Downloadable Only' in the filters of List. ${FIRST_WORKS_FOR_ALL}`,
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
		whyNoOriginal: whyGivenIsNotDownloadable(json),
		status: textOf(json.display_status),
		ruleId: textOf(json.dataset_process_rule_id),
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
		`'Document ID Field' leads to no document ID in ${numbered(inputItem)}`,
		`The input item's field '${field}' has to hold an ID such as 3c90c3cc-0d44-4b50-8888-8dd25736052a. ${found}. ${FIRST_WORKS_FOR_ALL}`,
	);
}
