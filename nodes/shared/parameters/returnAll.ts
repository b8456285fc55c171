import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { readWholeNumber } from './wholeNumber';

/** n8n's pair of fields for how many results are wanted. */
export const returnAllAndLimit: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];

/** How many results are wanted at most; undefined for all. */
export function readMost(n8n: IExecutePaginationFunctions): number | undefined {
	if (n8n.getNodeParameter('returnAll', false) === true) return undefined;
	const bounds = { preset: 50, least: 1, most: Number.MAX_SAFE_INTEGER };
	return readWholeNumber(n8n, 'limit', 'Limit', bounds);
}
