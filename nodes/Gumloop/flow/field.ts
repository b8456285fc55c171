import type { INodeProperties } from 'n8n-workflow';

const flow: INodeProperties = {
	displayName: 'Flow',
	name: 'savedItemId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description: "The flow, which Gumloop's API calls a saved item",
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchFlows', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder:
				'e.g. https://api.gumloop.com/api/v1/start_pipeline?saved_item_id=dQ3xT7vYk2mN8pLs',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. dQ3xT7vYk2mN8pLs',
		},
	],
};

/** Which flow. */
export const flowField: INodeProperties = { ...flow, required: true };

/** Narrows the list where a run is picked. */
export const flowOfRunField: INodeProperties = {
	...flow,
	description:
		'Narrows the list of runs to those of one flow. When left empty, the runs of all flows are listed.',
};
