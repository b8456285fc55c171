import type { INodeProperties } from 'n8n-workflow';

import { binaryPropertyNameOption } from '../../shared/download/options';
import { inputFault } from '../../shared/parameters/inputFault';
import type { ParameterReader } from '../../shared/parameters/parameter';

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

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		{
			displayName: 'Download Files',
			name: 'downloadFiles',
			type: 'boolean',
			default: false,
			description:
				"Whether to fetch the files whose names are in the outputs of a run that is done, each as an item of its own. n8n does not delete what a trigger fetched when it prunes executions; what 'Download Files' behind the trigger fetches, it does.",
		},
		{ ...binaryPropertyNameOption, displayOptions: { show: { downloadFiles: [true] } } },
	],
};

/** Reads 'Finished As'. */
export function readStates(n8n: ParameterReader): string[] {
	const given = n8n.getNodeParameter('states', []);
	const states = Array.isArray(given) ? (given as unknown[]) : [];
	const known = FINISHED.filter((state) => states.includes(state));
	if (states.length > 0 && known.length === new Set(states).size) return known;
	throw inputFault(
		n8n,
		states.length > 0
			? "'Finished As' holds a state that is not offered"
			: "'Finished As' is empty",
		`Choose at least one of: ${FINISHED.join(', ')}.`,
	);
}
