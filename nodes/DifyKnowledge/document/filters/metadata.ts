import type { IDataObject, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { readDateTime } from '../../../shared/parameters/dateTime';
import { inputFault } from '../../../shared/parameters/inputFault';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import { isObject, objectsIn, textOf } from '../../../shared/json';

/** What a field of metadata holds, by Dify's own names. */
const TYPES = ['string', 'number', 'time'] as const;
type FieldType = (typeof TYPES)[number];

const isEmpty = { name: 'Is Empty', value: 'isEmpty' };
const textConditions: INodePropertyOptions[] = [
	{ name: 'Begins With', value: 'beginsWith' },
	{ name: 'Contains', value: 'contains' },
	{ name: 'Is', value: 'is' },
	isEmpty,
	{ name: 'Is Not', value: 'isNot' },
];
const orderConditions: INodePropertyOptions[] = [
	{ name: 'Between', value: 'between' },
	{ name: 'Equals', value: 'equals' },
	{ name: 'Greater', value: 'greater' },
	isEmpty,
	{ name: 'Less', value: 'less' },
];
const CONDITIONS = [...textConditions, ...orderConditions].map(({ value }) => String(value));

/** The value of a field's choice ends with its type. */
const isOfType = (type: FieldType) => ({ _cnd: { endsWith: `|${type}` } });
const noText = [isOfType('number'), isOfType('time')];
const withValue = ['isEmpty'];

const row: INodeProperties[] = [
	{
		displayName: 'Field Name or ID',
		name: 'field',
		type: 'options',
		typeOptions: {
			loadOptionsMethod: 'getMetadataFields',
			loadOptionsDependsOn: ['knowledgeBaseId.value'],
		},
		default: '',
		description:
			'Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>',
		hint: 'By hand: the name of the field, with |number or |time behind it where it is no text',
	},
	{
		displayName: 'Condition',
		name: 'condition',
		type: 'options',
		default: 'is',
		options: textConditions,
		displayOptions: { hide: { field: noText } },
	},
	{
		displayName: 'Condition',
		name: 'condition',
		type: 'options',
		default: 'equals',
		options: orderConditions,
		displayOptions: { show: { field: noText } },
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		description: 'Upper and lower case make no difference',
		displayOptions: { hide: { field: noText, condition: withValue } },
	},
	...valueFields('number', 0),
	...valueFields('time', ''),
];

/** The value of a number or a date, and the second one of Between. */
function valueFields(type: 'number' | 'time', preset: number | string): INodeProperties[] {
	const kind = type === 'number' ? ('number' as const) : ('dateTime' as const);
	const show = { field: [isOfType(type)] };
	const value: INodeProperties = {
		displayName: 'Value',
		name: 'value',
		type: kind,
		default: preset,
		displayOptions: { show, hide: { condition: withValue } },
	};
	const end: INodeProperties = {
		displayName: 'And',
		name: 'valueTo',
		type: kind,
		default: preset,
		displayOptions: { show: { ...show, condition: ['between'] } },
	};
	return [value, end];
}

/** Dify does not filter by metadata, so it is done here. */
export const metadataFilters: INodeProperties[] = [
	{
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Condition',
		default: {},
		description: 'Only documents whose metadata in Dify fulfils these conditions',
		options: [{ displayName: 'Condition', name: 'conditions', values: row }],
	},
	// Always shown: n8n knows conditions on simple fields alone, and would leave out its value (n8n-workflow,
	// getNodeParameters, 2.41).
	{
		displayName: 'Metadata Match',
		name: 'metadataMatch',
		type: 'options',
		default: 'all',
		description: 'How many of the conditions of Metadata a document has to fulfil',
		options: [
			{ name: 'All Conditions', value: 'all' },
			{ name: 'Any Condition', value: 'any' },
		],
	},
];

type Test = (value: unknown, type: FieldType) => boolean;

/**
 * Reads 'Metadata': which documents fulfil its conditions.
 *
 * @returns undefined where there are none
 */
export function readMetadata(
	n8n: ParameterReader,
	filters: IDataObject,
): ((document: IDataObject) => boolean) | undefined {
	const rows = isObject(filters.metadata) ? objectsIn(filters.metadata.conditions) : [];
	if (rows.length === 0) return undefined;
	const conditions = rows.map((one, index) => readCondition(n8n, one, index + 1));
	return filters.metadataMatch === 'any'
		? (document) => conditions.some((isMet) => isMet(document))
		: (document) => conditions.every((isMet) => isMet(document));
}

function readCondition(n8n: ParameterReader, given: IDataObject, place: number) {
	const refused = (what: string, found: unknown) =>
		inputFault(
			n8n,
			`'Metadata' has a condition with ${what}, at position ${place}`,
			`Found: '${textOf(found) ?? ''}'.`,
		);
	const { name, type } = fieldOf(textOf(given.field) ?? '');
	if (name === '') throw refused('no field', given.field);
	const condition = textOf(given.condition) ?? (type === 'string' ? 'is' : 'equals');
	if (!CONDITIONS.includes(condition)) throw refused('an unknown operator', condition);
	const isMet = testOf(n8n, condition, type, given, refused);
	return (document: IDataObject) => {
		const entry = objectsIn(document.doc_metadata).find((one) => one.name === name);
		return isMet(entry?.value, type);
	};
}

function fieldOf(choice: string): { name: string; type: FieldType } {
	const type = TYPES.find((one) => choice.endsWith(`|${one}`));
	if (!type) return { name: choice.trim(), type: 'string' };
	return { name: choice.slice(0, -type.length - 1).trim(), type };
}

function testOf(
	n8n: ParameterReader,
	condition: string,
	type: FieldType,
	given: IDataObject,
	refused: (what: string, found: unknown) => Error,
): Test {
	const hasValue = (value: unknown) => value !== null && value !== undefined && value !== '';
	if (condition === 'isEmpty') return (value) => !hasValue(value);
	if (!orderConditions.some(({ value }) => value === condition)) {
		const wanted = plain(given.value);
		if (wanted === '') throw refused('no value', '');
		return (value) => isText(condition, plain(value), wanted);
	}
	const limit = (value: unknown): number => {
		const number = type === 'time' ? readDateTime(n8n, value, 'Metadata') : toNumber(value);
		if (number === undefined || Number.isNaN(number)) {
			throw refused(type === 'time' ? 'no date' : 'no number', value);
		}
		return number;
	};
	const first = limit(given.value);
	const last = condition === 'between' ? limit(given.valueTo) : first;
	return (value) => {
		const number = toNumber(value);
		if (Number.isNaN(number)) return false;
		if (condition === 'greater') return number > first;
		if (condition === 'less') return number < first;
		return number >= first && number <= last;
	};
}

function isText(condition: string, value: string, wanted: string): boolean {
	if (condition === 'contains') return value.includes(wanted);
	if (condition === 'beginsWith') return value.startsWith(wanted);
	return (value === wanted) === (condition === 'is');
}

function plain(value: unknown): string {
	return (textOf(value) ?? '').trim().toLowerCase();
}

/** Dify hands out numbers and times (unix seconds) as text. */
function toNumber(value: unknown): number {
	const text = textOf(value)?.trim() ?? '';
	return text === '' ? NaN : Number(text);
}
