import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { inputFault } from '../shared/parameters/inputFault';
import { readListOption } from '../shared/parameters/list';
import type { ParameterReader } from '../shared/parameters/parameter';
import { returnAllAndLimit } from '../shared/parameters/returnAll';

/** n8n gives a node that is an agent's tool a type of its own; n8n 1.85 does not tell them apart yet. */
const asTool = { '@tool': [true] };

/** In which form an operation gives what Dify tells: all of it would fill the context of an agent. */
export const outputFields: INodeProperties[] = [
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
		displayOptions: { hide: asTool },
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		default: 'simplified',
		description: 'How much the agent gets to read',
		options: [
			{ name: 'Raw', value: 'raw', description: 'Everything that Dify tells' },
			{ name: 'Selected Fields', value: 'selectedFields', description: 'The fields that you name' },
			{ name: 'Simplified', value: 'simplified', description: 'The ten most useful fields' },
		],
		displayOptions: { show: asTool },
	},
	{
		displayName: 'Fields',
		name: 'fields',
		type: 'string',
		default: '',
		placeholder: 'e.g. name, size, created_at',
		description: 'Names of simplified or raw fields, separated by commas',
		displayOptions: { show: { ...asTool, output: ['selectedFields'] } },
	},
];

/** How many results a list gives, and in which form; for both lists. */
export const resultFields: INodeProperties[] = [...returnAllAndLimit, ...outputFields];

/** What the output fields make of a row of Dify's; `simplified` is what has the most useful fields. */
export function readOutput(
	n8n: ParameterReader,
	simplified: (row: IDataObject) => IDataObject,
): (row: IDataObject) => IDataObject {
	const simplify = n8n.getNodeParameter('simplify', true) === true;
	switch (n8n.getNodeParameter('output', simplify ? 'simplified' : 'raw')) {
		case 'raw':
			return (row) => row;
		case 'selectedFields':
			return selecting(readFieldNames(n8n), simplified);
		default:
			return simplified;
	}
}

function readFieldNames(n8n: ParameterReader): string[] {
	const names = readListOption(n8n, n8n.getNodeParameter('fields', ''), 'Fields');
	if (names.length > 0) return names;
	const advice = "Name at least one field, or choose another 'Output'.";
	throw inputFault(n8n, "'Fields' is empty", advice);
}

function selecting(names: string[], simplified: (row: IDataObject) => IDataObject) {
	return (row: IDataObject): IDataObject => {
		const all = { ...row, ...simplified(row) };
		return Object.fromEntries(
			names.filter((name) => Object.hasOwn(all, name)).map((name) => [name, all[name]]),
		);
	};
}
