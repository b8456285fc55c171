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
		subtitle:
			'={{ ({ file: { downloadFiles: "Download files of flow run" }, flowRun: { get: "Get flow run", list: "List flow runs", start: "Start flow run" } })[$parameter["resource"]][$parameter["operation"]] }}',
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
				message: "If files were left out, they are listed under 'skipped', each with the reason",
				// A condition cannot see a node's own output, only where files can be left out.
				displayCondition:
					'={{ $parameter["operation"] === "downloadFiles" && !!$parameter["options"]?.skipMissing }}',
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
