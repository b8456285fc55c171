import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';

import { REQUIREMENTS, pollingTrigger } from '../shared/engine/nodeDescriptions';
import { authenticationField, credentials } from './authentication';
import { flowField } from './flow/field';
import { searchFlows } from './pickers/searchFlows';
import { optionsField, statesField } from './trigger/fields';
import { poll } from './trigger/poll';

export class GumloopTrigger implements INodeType {
	description: INodeTypeDescription = {
		...pollingTrigger,
		displayName: 'Gumloop Trigger',
		name: 'gumloopTrigger',
		icon: { light: 'file:../../icons/gumloop.svg', dark: 'file:../../icons/gumloop.dark.svg' },
		subtitle: '=Flow run {{ $parameter["states"].map((state) => state.toLowerCase()).join(", ") }}',
		description: `Starts the workflow when a run of a Gumloop flow has finished ${REQUIREMENTS}`,
		defaults: { name: 'Gumloop Trigger' },
		credentials,
		builderHint: {
			searchHint:
				'Use it to start a workflow when a run of a Gumloop flow is done, failed or terminated, whoever started it, in place of Schedule Trigger and HTTP Request: each run is told once, with its outputs. With the option Download Files each file is an item of its own, in the binary field data.',
		},
		hints: [
			{
				message: "Gumloop lists 10 runs: where more came between two polls, 'missed' is true",
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
			{
				message:
					"n8n never deletes files that a trigger fetches; those of 'Download Files' behind it go with their execution",
				displayCondition: '={{ $parameter["options"]["downloadFiles"] === true }}',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
		],
		properties: [authenticationField, flowField, statesField, optionsField],
	};

	methods = { listSearch: { searchFlows } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
