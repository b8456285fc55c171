import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readListOption } from '../../../shared/parameters/list';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import { uploadFileOf, whyNotDownloadable } from '../original';
import type { Condition } from './condition';

export const extensions: INodeProperties = {
	displayName: 'File Extensions',
	name: 'extensions',
	type: 'string',
	default: '',
	placeholder: 'e.g. pdf, docx',
	description: 'Only documents whose original file has one of these extensions',
};

export const downloadableOnly: INodeProperties = {
	displayName: 'Downloadable Only',
	name: 'downloadableOnly',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out documents without an original file, such as pages from Notion or websites',
};

/** Reads 'Downloadable Only' and 'File Extensions'. */
export function fileConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
	const conditions: Condition[] = [];
	if (filters.downloadableOnly === true) {
		conditions.push((document) => whyNotDownloadable(document) === undefined);
	}
	const wanted = readListOption(n8n, filters.extensions, 'File Extensions').map(bareExtension);
	if (wanted.length > 0) {
		conditions.push((document) => wanted.includes(extensionOf(document)));
	}
	return conditions;
}

function extensionOf(document: IDataObject): string {
	const { extension, name } = uploadFileOf(document);
	return bareExtension(extension ?? name?.split('.').at(-1) ?? '');
}

function bareExtension(text: string): string {
	return text.replace(/^\*?\./, '').toLowerCase();
}
