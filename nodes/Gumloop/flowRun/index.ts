import type { INodeProperties } from 'n8n-workflow';

import { routedBy } from '../../shared/routing';
import { getFields, getFlowRun } from './get';
import { listFields, listFlowRuns } from './list';
import { startFields, startFlow } from './start';

export const flowRunOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'start',
	displayOptions: { show: { resource: ['flowRun'] } },
	options: [
		{
			name: 'Get',
			value: 'get',
			action: 'Get flow run',
			description: 'Get the state, outputs, times and log of a flow run, or wait until it is done',
			routing: routedBy(getFlowRun),
		},
		{
			name: 'List',
			value: 'list',
			action: 'List flow runs',
			description: 'List the recent runs of a flow with their ID, ten at most',
			routing: routedBy(listFlowRuns),
		},
		{
			name: 'Start',
			value: 'start',
			action: 'Start flow run',
			description: 'Start a flow with inputs, and wait until it is done if you like',
			routing: routedBy(startFlow),
		},
	],
};

export const flowRunFields = [...getFields, ...listFields, ...startFields];
