import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readMost, returnAllAndLimit } from '../../shared/input/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { ItemContext } from '../../shared/routing';
import { readFlow } from '../flow/locator';
import { gumloopFor } from '../gumloop';
import { showFor } from '../../shared/showFor';
import { recentRuns } from './recent';

export const listFields: INodeProperties[] = returnAllAndLimit(showFor('flowRun', ['list']));

/** Lists the recent runs of a flow; Gumloop tells ten of them at most. */
export async function listFlowRuns(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context);
	const { value: savedItemId } = readFlow(n8n);
	const most = readMost(n8n);
	const listed = valueOrThrow(n8n, await recentRuns(gumloop, savedItemId));
	const pairedItem = { item: n8n.getItemIndex() };
	return listed.slice(0, most).map((json) => ({ json, pairedItem }));
}
