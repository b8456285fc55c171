import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { flowOfRunField } from '../flow/field';
import { gumloopFor } from '../gumloop';
import { readRunId, runField } from './field';
import { fetchRun } from './run';
import { readWait, waitForRun, waitOptionsField } from './wait';

/** A run that is given by its ID needs no flow. */
const flowOfListField: INodeProperties = {
	...flowOfRunField,
	displayOptions: { show: { '/runId.mode': ['list'] } },
};

export const get: OperationDescription = {
	name: 'Get',
	value: 'get',
	action: 'Get flow run',
	description: 'Get the state, outputs, times and log of a flow run, or wait until it is done',
	fields: [runField, flowOfListField, waitOptionsField],
	run,
};

/** Tells the state, outputs, times and log of a flow run, at once or when it is done. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context);
	const runId = readRunId(n8n);
	const waitMs = readWait(n8n);
	const asked =
		waitMs === undefined
			? await fetchRun(gumloop, runId)
			: await waitForRun(gumloop, runId, waitMs);
	return [{ json: valueOrThrow(n8n, asked), pairedItem: { item: n8n.getItemIndex() } }];
}
