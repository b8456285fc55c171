import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import { REQUIREMENTS, itemNode } from '../shared/engine/nodeDescriptions';
import { propertiesOf, subtitleOf } from '../shared/engine/operations';
import { authenticationField, credentials } from './authentication';
import { file } from './file';
import { flowRun } from './flowRun';
import { mapFlowInputs } from './pickers/mapFlowInputs';
import { searchFlowRuns } from './pickers/searchFlowRuns';
import { searchFlows } from './pickers/searchFlows';

const RESOURCES = [file, flowRun];

export class Gumloop implements INodeType {
	description: INodeTypeDescription = {
		...itemNode,
		displayName: 'Gumloop',
		name: 'gumloop',
		icon: { light: 'file:../../icons/gumloop.svg', dark: 'file:../../icons/gumloop.dark.svg' },
		subtitle: subtitleOf(RESOURCES),
		description: `Start flows and download the files of their runs ${REQUIREMENTS}`,
		defaults: { name: 'Gumloop' },
		usableAsTool: true,
		credentials,
		builderHint: {
			searchHint:
				'Use it to start Gumloop flows and to download the files of their runs, in place of HTTP Request and Wait: Start with the option Wait for Completion ends when the run is done. Behind it, Download Files takes run_id from the input. The binary field is called data.',
		},
		properties: [authenticationField, ...propertiesOf(RESOURCES)],
	};

	methods = {
		listSearch: { searchFlowRuns, searchFlows },
		resourceMapping: { mapFlowInputs },
	};
}
