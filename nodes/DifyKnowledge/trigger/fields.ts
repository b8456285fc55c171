import type { INodeProperties } from 'n8n-workflow';

import { filtersCollection, optionsCollection } from '../../shared/parameters/collection';
import { binaryPropertyNameOption } from '../../shared/download/options';
import { downloadFilters } from '../document/filters/filters';

/** The filters of the downloads. */
export const filtersField: INodeProperties = {
	...filtersCollection(downloadFilters),
	description:
		'A document counts as added or ready once it matches, also when that is later, as long as it is among the 100 newest',
};

export const optionsField = optionsCollection([
	{
		displayName: 'Download File',
		name: 'downloadFile',
		type: 'boolean',
		default: false,
		description:
			"Whether to put the original file of each document into its item. A hundred files cost one request. n8n does not delete what a trigger fetched when it prunes executions; what 'Download Files' behind the trigger fetches, it does.",
	},
	{
		displayName: 'Include Existing',
		name: 'includeExisting',
		type: 'boolean',
		default: false,
		displayOptions: { show: { '/events': ['added', 'ready'] } },
		description:
			'Whether documents that are there when the workflow is activated for the first time count as added',
	},
	{ ...binaryPropertyNameOption, displayOptions: { show: { downloadFile: [true] } } },
]);
