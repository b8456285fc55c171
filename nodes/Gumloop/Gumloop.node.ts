import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { propertiesOf, subtitleOf } from '../shared/operations';
import { authenticationField, credentials } from './authentication';
import { file } from './file';
import { flowRun } from './flowRun';
import { mapFlowInputs } from './pickers/mapFlowInputs';
import { searchFlowRuns } from './pickers/searchFlowRuns';
import { searchFlows } from './pickers/searchFlows';

const RESOURCES = [file, flowRun];

export class Gumloop implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Gumloop',
		name: 'gumloop',
		icon: { light: 'file:../../icons/gumloop.svg', dark: 'file:../../icons/gumloop.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleOf(RESOURCES),
		description: 'Start flows and download the files of their runs',
		defaults: { name: 'Gumloop' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials,
		requestDefaults: {},
		properties: [authenticationField, ...propertiesOf(RESOURCES)],
	};

	methods = {
		listSearch: { searchFlowRuns, searchFlows },
		resourceMapping: { mapFlowInputs },
	};
}
