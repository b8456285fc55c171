import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { inputFault } from '../../shared/parameters/inputFault';

/** Fields for the values that a flow is started with. */
export const inputFields: INodeProperties[] = [
	{
		displayName: 'Specify Inputs',
		name: 'specifyInputs',
		type: 'options',
		noDataExpression: true,
		default: 'fields',
		options: [
			{
				name: 'Using Fields Below',
				value: 'fields',
				description: "One field for each of the flow's Input nodes",
			},
			{
				name: 'Using JSON',
				value: 'json',
				description: 'One JSON object with a value for each input',
			},
		],
	},
	{
		displayName: 'Inputs',
		name: 'inputs',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: { show: { specifyInputs: ['fields'] } },
		typeOptions: {
			loadOptionsDependsOn: ['savedItemId.value'],
			resourceMapper: {
				resourceMapperMethod: 'mapFlowInputs',
				mode: 'add',
				fieldWords: { singular: 'input', plural: 'inputs' },
				addAllFields: true,
				multiKeyMatch: false,
				supportAutoMap: false,
			},
		},
	},
	{
		displayName: 'Inputs (JSON)',
		name: 'inputsJson',
		type: 'json',
		default: '{}',
		placeholder: 'e.g. { "month": "2026-03" }',
		description: "The names of the flow's inputs, each with its value",
		displayOptions: { show: { specifyInputs: ['json'] } },
	},
];

/** Reads the inputs as Gumloop takes them: a list of `{input_name, value}`. */
export function readInputs(n8n: IExecutePaginationFunctions): IDataObject[] {
	const isJson = n8n.getNodeParameter('specifyInputs', 'fields') === 'json';
	const inputs = isJson ? fromJson(n8n) : filledIn(n8n);
	return Object.entries(inputs).map(([input_name, value]) => ({ input_name, value }));
}

/** A field that is left empty is not sent, so that the flow's own default value holds. */
function filledIn(n8n: IExecutePaginationFunctions): IDataObject {
	const fields = (n8n.getNodeParameter('inputs.value', {}) ?? {}) as IDataObject;
	const given = Object.entries(fields).filter(
		([, value]) => value !== null && value !== undefined && value !== '',
	);
	return Object.fromEntries(given);
}

function fromJson(n8n: IExecutePaginationFunctions): IDataObject {
	const given = n8n.getNodeParameter('inputsJson', {});
	const parsed = typeof given === 'string' ? parse(given) : given;
	if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
		return parsed as IDataObject;
	}
	throw inputFault(
		n8n,
		"'Inputs (JSON)' is not a JSON object",
		'Enter the names of the inputs with their values, for example { "month": "2026-03" }.',
	);
}

function parse(text: string): unknown {
	try {
		return text.trim() === '' ? {} : JSON.parse(text);
	} catch {
		return undefined;
	}
}
