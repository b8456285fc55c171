import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { ItemContext } from '../../shared/routing';
import { gumloopFor } from '../gumloop';
import { showFor } from '../../shared/showFor';
import { readRunId } from './locator';
import { fetchRun } from './run';
import { readWait, waitForRun, waitOptions } from './wait';

export const getFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: showFor('flowRun', ['get']),
		options: waitOptions,
	},
];

/** Tells the state, outputs, times and log of a flow run, at once or when it is done. */
export async function getFlowRun(context: ItemContext): Promise<INodeExecutionData[]> {
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
