import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { inputFault } from '../../shared/input/inputFault';
import { readListOption } from '../../shared/input/listOption';
import type { ParameterReader } from '../../shared/input/parameter';
import { textOf } from '../../shared/json';
import { uploadFileOf, whyNotDownloadable } from './document';

const STATUSES = ['archived', 'available', 'disabled', 'error', 'indexing', 'paused', 'queuing'];

const keywordFilter: INodeProperties = {
	displayName: 'Keyword',
	name: 'keyword',
	type: 'string',
	default: '',
	placeholder: 'e.g. handbook',
	description:
		'Part of the name of the document. Upper and lower case count; % stands for any text, _ for any single character.',
};

const extensions: INodeProperties = {
	displayName: 'File Extensions',
	name: 'extensions',
	type: 'string',
	default: '',
	placeholder: 'e.g. pdf, docx',
	description: 'Only documents whose original file has one of these extensions',
};

const status: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	default: 'available',
	description: 'Only documents that Dify shows with this status',
	options: STATUSES.map((value) => ({
		name: value.charAt(0).toUpperCase() + value.slice(1),
		value,
	})),
};

const downloadableOnly: INodeProperties = {
	displayName: 'Downloadable Only',
	name: 'downloadableOnly',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out documents without an original file, such as pages from Notion or websites',
};

/** Filters of List; the downloads leave out what cannot be downloaded anyway. */
export const listFilters = [downloadableOnly, extensions, keywordFilter, status];
export const downloadFilters = [extensions, keywordFilter, status];

export interface Filters {
	/** What Dify itself filters by. */
	qs: IDataObject;
	/** What only this side can filter by; undefined when nothing is to be filtered here. */
	accepts?: (document: IDataObject) => boolean;
}

/** Reads 'Filters' of an operation or a trigger; what cannot be used is refused by the field's name. */
export function readFilters(n8n: ParameterReader): Filters {
	const filters = n8n.getNodeParameter('filters', {}) as IDataObject;
	const qs: IDataObject = {};
	const keyword = likeText(filters.keyword);
	if (keyword) qs.keyword = keyword;
	if (filters.status) qs.status = readStatus(n8n, filters.status);

	const conditions: Array<(document: IDataObject) => boolean> = [];
	if (filters.downloadableOnly === true) {
		conditions.push((document) => whyNotDownloadable(document) === undefined);
	}
	const wanted = readListOption(n8n, filters.extensions, 'File Extensions').map(bareExtension);
	if (wanted.length > 0) {
		conditions.push((document) => wanted.includes(extensionOf(document)));
	}
	if (conditions.length === 0) return { qs };
	return { qs, accepts: (document) => conditions.every((condition) => condition(document)) };
}

/**
 * Dify puts the keyword into SQL's LIKE as it is (DocumentService, 1.13 to 1.17), where a backslash
 * takes away the meaning of what follows. Of knowledge bases Dify itself escapes it.
 */
export function likeText(keyword: unknown): string {
	return (textOf(keyword) ?? '').replaceAll('\\', '\\\\');
}

/** Dify ignores a status that it does not know and lists everything; so it is refused here. */
function readStatus(n8n: ParameterReader, value: unknown): string {
	const given = String(value);
	if (STATUSES.includes(given)) return given;
	throw inputFault(
		n8n,
		"'Status' is not one that Dify knows",
		`'${given}' is none of: ${STATUSES.join(', ')}.`,
	);
}

function extensionOf(document: IDataObject): string {
	const { extension, name } = uploadFileOf(document);
	return bareExtension(extension ?? name?.split('.').at(-1) ?? '');
}

function bareExtension(text: string): string {
	return text.replace(/^\*?\./, '').toLowerCase();
}
