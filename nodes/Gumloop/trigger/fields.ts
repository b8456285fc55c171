import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../shared/parameters/collection';
import { binaryPropertyNameOption } from '../../shared/download/options';

/** In which states a run is finished. */
export const FINISHED = ['DONE', 'FAILED', 'TERMINATED'];

export const statesField: INodeProperties = {
	displayName: 'Finished As',
	name: 'states',
	type: 'multiOptions',
	required: true,
	noDataExpression: true,
	default: ['DONE'],
	description: 'How a run has to end to start the workflow',
	options: [
		{ name: 'Done', value: 'DONE', description: 'It came to its end' },
		{ name: 'Failed', value: 'FAILED', description: 'One of its steps did not succeed' },
		{ name: 'Terminated', value: 'TERMINATED', description: 'Somebody, or a limit, stopped it' },
	],
};

export const optionsField = optionsCollection([
	{
		displayName: 'Download Files',
		name: 'downloadFiles',
		type: 'boolean',
		default: false,
		description:
			"Whether to fetch the files whose names are in the outputs of a run that is done, each as an item of its own. n8n does not delete what a trigger fetched when it prunes executions; what 'Download Files' behind the trigger fetches, it does.",
	},
	{ ...binaryPropertyNameOption, displayOptions: { show: { downloadFiles: [true] } } },
]);
