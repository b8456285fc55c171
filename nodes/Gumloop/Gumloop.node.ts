import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { fileFields, fileOperations } from './file';
import { flowFields } from './flow/field';
import { flowRunFields, flowRunOperations } from './flowRun';
import { runField } from './flowRun/field';
import { mapFlowInputs } from './pickers/mapFlowInputs';
import { searchFlowRuns } from './pickers/searchFlowRuns';
import { searchFlows } from './pickers/searchFlows';

export class Gumloop implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gumloop',
		name: 'gumloop',
		icon: { light: 'file:../../icons/gumloop.svg', dark: 'file:../../icons/gumloop.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Start flows and download the files of their runs',
		defaults: { name: 'Gumloop' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'gumloopApi',
				required: true,
				displayOptions: { show: { authentication: ['apiKey'] } },
			},
			{
				name: 'gumloopOAuth2Api',
				required: true,
				displayOptions: { show: { authentication: ['oAuth2'] } },
			},
		],
		hints: [
			{
				message: 'Some files were left out: see the field “skipped” for which and why.',
				displayCondition: '={{ $nodeOutput?.some((item) => item.json.skipped?.length > 0) }}',
				whenToDisplay: 'afterExecution',
				location: 'outputPane',
			},
		],
		requestDefaults: {},
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				default: 'apiKey',
				options: [
					{ name: 'API Key', value: 'apiKey' },
					{ name: 'OAuth2', value: 'oAuth2' },
				],
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'file',
				options: [
					{ name: 'File', value: 'file' },
					{ name: 'Flow Run', value: 'flowRun' },
				],
			},
			fileOperations,
			flowRunOperations,
			...flowFields,
			runField,
			...fileFields,
			...flowRunFields,
		],
	};

	methods = {
		listSearch: { searchFlowRuns, searchFlows },
		resourceMapping: { mapFlowInputs },
	};
}
