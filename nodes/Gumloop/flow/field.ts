import type { ILoadOptionsFunctions, INodeProperties } from 'n8n-workflow';

import { inputFault } from '../../shared/parameters/inputFault';
import { type Locator, readLocator } from '../../shared/parameters/locator';
import { parameterOf, type ParameterReader } from '../../shared/parameters/parameter';

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

type N8n = ParameterReader | ILoadOptionsFunctions;

/** The webhook addresses that Gumloop shows hold it: …/start_pipeline?user_id=…&saved_item_id=… */
const ID_IN_URL = /[?&]saved_item_id=([^&#\s]+)/;
const ID = /^[\w-]+$/;

/** Reads 'Flow' where one has to be given. */
export function readFlow(n8n: N8n): Locator {
	const flow = readOptionalFlow(n8n);
	if (flow) return flow;
	throw inputFault(
		n8n,
		"'Flow' is empty",
		'Pick one from the list, or enter its ID (Gumloop calls it saved item ID).',
	);
}

/** Reads 'Flow': picked from the list, a pasted URL, or an id; undefined when it is empty. */
export function readOptionalFlow(n8n: N8n): Locator | undefined {
	const { value, name } = readLocator(parameterOf(n8n, 'savedItemId'));
	if (value === '') return undefined;
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (ID.test(id)) return { value: id, name };
	throw inputFault(
		n8n,
		"'Flow' holds no flow ID",
		`Pick one from the list, paste an address that has 'saved_item_id=' in it, or enter the ID (letters and digits). Found: '${value}'.`,
	);
}
