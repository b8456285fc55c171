import type { INodeProperties } from 'n8n-workflow';

/** Which flow run. */
export const runField: INodeProperties = {
	displayName: 'Run',
	name: 'runId',
	type: 'resourceLocator',
	typeOptions: { loadOptionsDependsOn: ['savedItemId.value'] },
	required: true,
	// Behind 'Start' nothing is left to fill in.
	default: { mode: 'id', value: '={{ $json.run_id }}' },
	description:
		'The flow run. To choose from the recent runs, switch to Fixed, then to From List; it shows when each was started.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchFlowRuns', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://www.gumloop.com/pipeline?run_id=Zr5bW9cJf4hK7qXa&workbook_id=…',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. Zr5bW9cJf4hK7qXa',
		},
	],
};
