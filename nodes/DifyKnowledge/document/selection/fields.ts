import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { filtersCollection } from '../../../shared/parameters/collection';
import { downloadFilters } from '../filters/filters';
import { keywordField } from '../filters/keyword';

/** Ways to say which documents. */
export const selectionOptions: INodePropertyOptions[] = [
	{
		name: 'All Matching Filters',
		value: 'all',
		description: 'Every document of the knowledge base, narrowed by filters',
	},
	{
		name: 'Input Items',
		value: 'inputItems',
		description:
			'The documents whose IDs are in the input items, for example from List; all items together',
	},
	{
		name: 'IDs',
		value: 'ids',
		description: 'The documents whose IDs you enter, for each input item',
	},
];

/** Fields that tell more about the way that was chosen. */
export const selectionFields: INodeProperties[] = [
	{ ...keywordField, displayOptions: { show: { selection: ['all'] } } },
	{ ...filtersCollection(downloadFilters), displayOptions: { show: { selection: ['all'] } } },
	{
		displayName:
			'Archived, disabled and failed documents come along, unless the filter Status leaves them out.',
		name: 'statusNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { selection: ['all'] },
			hide: { '/filters.status': [{ _cnd: { exists: true } }] },
		},
	},
	{
		displayName: 'Document ID Field',
		name: 'documentIdField',
		type: 'string',
		required: true,
		default: 'id',
		hint: 'The name of the input field containing the document ID',
		displayOptions: { show: { selection: ['inputItems'] } },
	},
	{
		displayName: 'Document IDs',
		name: 'documentIds',
		type: 'string',
		typeOptions: { rows: 3 },
		required: true,
		default: '',
		placeholder: 'e.g. 3c90c3cc-0d44-4b50-8888-8dd25736052a',
		description: 'IDs separated by commas or line breaks, or a list from an expression',
		displayOptions: { show: { selection: ['ids'] } },
	},
];
