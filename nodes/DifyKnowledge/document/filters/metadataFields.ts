import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import type { FieldType } from './metadata';

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

/** The value of a field's choice ends with its type. */
const isOfType = (type: FieldType) => ({ _cnd: { endsWith: `|${type}` } });
const notText = [isOfType('number'), isOfType('time')];
const withoutValue = ['isEmpty'];

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
		displayOptions: { hide: { field: notText } },
	},
	{
		displayName: 'Condition',
		name: 'condition',
		type: 'options',
		default: 'equals',
		options: orderConditions,
		displayOptions: { show: { field: notText } },
	},
	{
		displayName: 'Value',
		name: 'value',
		type: 'string',
		default: '',
		description: 'Upper and lower case make no difference',
		displayOptions: { hide: { field: notText, condition: withoutValue } },
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
		displayOptions: { show, hide: { condition: withoutValue } },
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
