import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { readWholeNumber } from '../../../shared/parameters/wholeNumber';

/** Dify takes at most 100 ids in one request. */
const MOST_DOCUMENTS_PER_REQUEST = 100;
const MOST_REQUESTS_AT_ONCE = 4;

export const skipUnavailable: INodeProperties = {
	displayName: 'Skip Unavailable Documents',
	name: 'skipUnavailable',
	type: 'boolean',
	default: false,
	description:
		"Whether to leave out documents that Dify cannot hand out and to list them under 'skipped', instead of ending with a message",
};

/** Options of both downloads. */
export const batchOptions: INodeProperties[] = [
	{
		displayName: 'Documents per Request',
		name: 'documentsPerRequest',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_DOCUMENTS_PER_REQUEST },
		default: 100,
		description:
			'How many documents Dify packs at a time. Fewer help when a proxy in between limits time or size.',
	},
	{
		displayName: 'Requests at Once',
		name: 'requestsAtOnce',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: MOST_REQUESTS_AT_ONCE },
		default: 2,
		description:
			'How many requests are under way together. With 2, Dify packs the next documents while the last ones arrive.',
	},
	skipUnavailable,
];

export interface BatchOptions {
	documentsPerRequest: number;
	requestsAtOnce: number;
	skipUnavailable: boolean;
}

export const defaultBatchOptions: BatchOptions = {
	documentsPerRequest: MOST_DOCUMENTS_PER_REQUEST,
	requestsAtOnce: 2,
	skipUnavailable: false,
};

export function readBatchOptions(n8n: IExecutePaginationFunctions): BatchOptions {
	return {
		documentsPerRequest: readWholeNumber(
			n8n,
			'options.documentsPerRequest',
			'Documents per Request',
			{
				preset: defaultBatchOptions.documentsPerRequest,
				least: 1,
				most: MOST_DOCUMENTS_PER_REQUEST,
			},
		),
		requestsAtOnce: readWholeNumber(n8n, 'options.requestsAtOnce', 'Requests at Once', {
			preset: defaultBatchOptions.requestsAtOnce,
			least: 1,
			most: MOST_REQUESTS_AT_ONCE,
		}),
		skipUnavailable: readSkipUnavailable(n8n),
	};
}

export function readSkipUnavailable(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('options.skipUnavailable', false) === true;
}
