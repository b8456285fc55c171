import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { inputFault } from '../../shared/parameters/inputFault';
import { readLocator } from '../../shared/parameters/locator';

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

/** https://www.gumloop.com/pipeline?workbook_id=…&run_id=… */
const ID_IN_URL = /[?&]run_id=([^&#\s]+)/;
const ID = /^[\w-]+$/;

/** Reads 'Run': picked from the list, a pasted Gumloop URL, or an id. @returns the run's id */
export function readRunId(n8n: IExecutePaginationFunctions): string {
	const { value } = readLocator(n8n.getNodeParameter('runId', ''));
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (ID.test(id)) return id;
	throw inputFault(
		n8n,
		value === '' ? "'Run' is empty" : "'Run' holds no run ID",
		`Pick one from the list, paste its address from the browser (it has 'run_id=' in it), or enter the ID, for example {{ $json.run_id }} behind 'Start'.${value === '' ? '' : ` Found: '${value}'.`}`,
	);
}
