import type { INodeProperties } from 'n8n-workflow';

import { returnAllAndLimit } from '../shared/input/returnAll';

/** How many results a list gives, and in which form; for both lists. */
export const resultFields: INodeProperties[] = [
	...returnAllAndLimit,
	{
		displayName: 'Simplify',
		name: 'simplify',
		type: 'boolean',
		default: true,
		description: 'Whether to return a simplified version of the response instead of the raw data',
	},
];
