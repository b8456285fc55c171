import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readDateTime } from '../../../shared/parameters/dateTime';
import { inputFault } from '../../../shared/parameters/inputFault';
import { readListOption } from '../../../shared/parameters/listOption';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import { isObject, shownValue, textOf } from '../../../shared/json';
import { uploadFileOf, whyNotDownloadable } from '../original';
import { metadataFilters, readMetadata } from './metadata';

const STATUSES = ['archived', 'available', 'disabled', 'error', 'indexing', 'paused', 'queuing'];

/** What people and agents ask for most, so it stands above 'Filters'. */
export const keywordField: INodeProperties = {
	displayName: 'Keyword',
	name: 'keyword',
	type: 'string',
	default: '',
	placeholder: 'e.g. handbook',
	description:
		'Part of the name of the document. Upper and lower case count; % stands for any text, _ for any single character. When left empty, all documents.',
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
	type: 'multiOptions',
	default: ['available'],
	description:
		'Only documents that Dify shows with one of these statuses. Without this filter, archived, disabled and failed documents come along.',
	options: STATUSES.map((value) => ({
		name: value.charAt(0).toUpperCase() + value.slice(1),
		value,
	})),
};

const addedAfter: INodeProperties = {
	displayName: 'Added After',
	name: 'addedAfter',
	type: 'dateTime',
	default: '',
	description:
		'Only documents that were added to Dify then or later, in the time zone of the workflow',
};

const addedBefore: INodeProperties = {
	displayName: 'Added Before',
	name: 'addedBefore',
	type: 'dateTime',
	default: '',
	description: 'Only documents that were added to Dify earlier, in the time zone of the workflow',
};

const documentName: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Condition',
	description: 'Only documents whose name fits. Upper and lower case make no difference.',
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					default: 'contains',
					options: [
						{ name: 'Begins With', value: 'beginsWith' },
						{ name: 'Contains', value: 'contains' },
						{ name: 'Is Exactly', value: 'is' },
					],
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. invoice',
				},
			],
		},
	],
};

const sizeFrom: INodeProperties = {
	displayName: 'Size From (MB)',
	name: 'sizeFrom',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 3 },
	default: 0,
	description: 'Only documents whose original file is at least this large',
};

const sizeTo: INodeProperties = {
	displayName: 'Size To (MB)',
	name: 'sizeTo',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 3 },
	default: 10,
	description: 'Only documents whose original file is at most this large',
};

const downloadableOnly: INodeProperties = {
	displayName: 'Downloadable Only',
	name: 'downloadableOnly',
	type: 'boolean',
	default: true,
	description:
		'Whether to leave out documents without an original file, such as pages from Notion or websites',
};

/** Filters of the downloads and the trigger, which leave out what cannot be downloaded anyway. */
export const downloadFilters = [
	addedAfter,
	addedBefore,
	extensions,
	...metadataFilters,
	documentName,
	sizeFrom,
	sizeTo,
	status,
];
export const listFilters = [addedAfter, addedBefore, downloadableOnly, ...downloadFilters.slice(2)];

type Condition = (document: IDataObject) => boolean;

export interface Filters {
	/** What Dify itself filters by. */
	qs: IDataObject;
	/** What only this side can filter by; undefined when nothing is to be filtered here. */
	accepts?: Condition;
	/** Unix seconds: documents that were added earlier are not wanted. */
	since?: number;
}

/**
 * Reads 'Keyword' and 'Filters' of an operation or a trigger; what cannot be used is refused by the
 * field's name.
 */
export function readFilters(n8n: ParameterReader): Filters {
	const filters = n8n.getNodeParameter('filters', {}) as IDataObject;
	const keyword = likeText(n8n.getNodeParameter('keyword', ''));
	const statuses = readStatuses(n8n, filters.status);
	const since = readDateTime(n8n, filters.addedAfter, 'Added After');
	const qs: IDataObject = {};
	if (keyword) qs.keyword = keyword;
	if (statuses.length === 1) qs.status = statuses[0];
	const conditions = [
		...dateConditions(n8n, since, filters.addedBefore),
		...sizeConditions(n8n, filters),
		...nameConditions(n8n, filters),
		...fileConditions(n8n, filters),
		readMetadata(n8n, filters),
		statuses.length > 1 ? oneOf(statuses) : undefined,
	].filter((condition) => condition !== undefined);
	if (conditions.length === 0) return { qs };
	return { qs, since, accepts: (document) => conditions.every((isMet) => isMet(document)) };
}

function dateConditions(
	n8n: ParameterReader,
	since: number | undefined,
	addedBefore: unknown,
): Condition[] {
	const before = readDateTime(n8n, addedBefore, 'Added Before');
	if (since === undefined && before === undefined) return [];
	if (since !== undefined && before !== undefined && before <= since) {
		throw inputFault(
			n8n,
			"'Added Before' is not later than 'Added After'",
			'No document was added in between. Exchange the two dates, or remove one.',
		);
	}
	const isBetween = ({ created_at }: IDataObject) =>
		typeof created_at === 'number' &&
		created_at >= (since ?? -Infinity) &&
		created_at < (before ?? Infinity);
	return [isBetween];
}

/** As Dify counts its own limit of 15 MB a file. */
const BYTES_PER_MB = 1024 ** 2;

function sizeConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
	const from = readMegabytes(n8n, filters.sizeFrom, 'Size From (MB)');
	const to = readMegabytes(n8n, filters.sizeTo, 'Size To (MB)');
	if (from === undefined && to === undefined) return [];
	const isBetween = (document: IDataObject) => {
		const { size } = uploadFileOf(document);
		return size !== undefined && size >= (from ?? 0) && size <= (to ?? Infinity);
	};
	return [isBetween];
}

function readMegabytes(n8n: ParameterReader, given: unknown, label: string): number | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const megabytes = Number(textOf(given));
	if (megabytes >= 0) return megabytes * BYTES_PER_MB;
	throw inputFault(n8n, `'${label}' is not a number from 0 up`, `Found: '${shownValue(given)}'.`);
}

const NAME_MATCHES: Record<string, (name: string, text: string) => boolean> = {
	beginsWith: (name, text) => name.startsWith(text),
	contains: (name, text) => name.includes(text),
	is: (name, text) => name === text,
};

function nameConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
	const given = isObject(filters.name) ? filters.name.condition : undefined;
	if (!isObject(given)) return [];
	const wanted = comparable(given.text);
	if (wanted === '') return [];
	const kind = textOf(given.match) ?? 'contains';
	if (!Object.hasOwn(NAME_MATCHES, kind)) {
		throw inputFault(n8n, "'Name' has a match that is not offered", `Found: '${kind}'.`);
	}
	return [({ name }) => NAME_MATCHES[kind](comparable(name), wanted)];
}

/** Names come composed or decomposed, as the systems that they were uploaded from write them. */
function comparable(text: unknown): string {
	return (textOf(text) ?? '').normalize('NFC').trim().toLowerCase();
}

function fileConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
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

function oneOf(statuses: string[]): Condition {
	return ({ display_status }) => statuses.includes(textOf(display_status) ?? '');
}

/**
 * Dify puts the keyword into SQL's LIKE as it is (DocumentService, 1.13 to 1.17), where a backslash
 * takes away the meaning of what follows. Of knowledge bases Dify itself escapes it.
 */
export function likeText(keyword: unknown): string {
	return (textOf(keyword) ?? '').replaceAll('\\', '\\\\');
}

/** Dify ignores a status that it does not know and lists everything; so it is refused here. */
function readStatuses(n8n: ParameterReader, given: unknown): string[] {
	const statuses = readListOption(n8n, given, 'Status');
	const unknown = statuses.find((one) => !STATUSES.includes(one));
	if (unknown === undefined) return [...new Set(statuses)];
	throw inputFault(
		n8n,
		"'Status' is not one that Dify knows",
		`'${unknown}' is none of: ${STATUSES.join(', ')}.`,
	);
}

function extensionOf(document: IDataObject): string {
	const { extension, name } = uploadFileOf(document);
	return bareExtension(extension ?? name?.split('.').at(-1) ?? '');
}

function bareExtension(text: string): string {
	return text.replace(/^\*?\./, '').toLowerCase();
}
