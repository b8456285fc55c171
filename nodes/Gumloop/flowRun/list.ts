import type { INodeExecutionData } from 'n8n-workflow';

import { readMost, returnAllAndLimit } from '../../shared/parameters/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { flowField, readFlow } from '../flow/field';
import { gumloopFor } from '../gumloop';
import { fetchRecentRuns } from './recentRuns';

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List flow runs',
	description: 'List the recent runs of a flow with their ID, ten at most',
	fields: [flowField, ...returnAllAndLimit],
	run,
};

/** Lists the recent runs of a flow; Gumloop tells ten of them at most. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context);
	const { value: savedItemId } = readFlow(n8n);
	const most = readMost(n8n);
	const listed = valueOrThrow(n8n, await fetchRecentRuns(gumloop, savedItemId));
	const pairedItem = { item: n8n.getItemIndex() };
	return listed.slice(0, most).map((json) => ({ json, pairedItem }));
}
