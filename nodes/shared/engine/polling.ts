import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { toNodeApiError, type Outcome } from '../messages/fault';

/** Static data at work: n8n starts a poll at its time, even if the one before is not over. */
const busy = new WeakSet<IDataObject>();

/**
 * One poll of a trigger. What it remembers for the next one is in the node's static data, which n8n
 * saves when items come out, or takes back where a poll is not counted.
 *
 * @param work changes what is kept as the last thing it does, so that a poll that ends with a message changes nothing
 * @returns null where nothing happened, or where another poll of the same trigger is still at work
 */
export async function polled(
	n8n: IPollFunctions,
	work: (kept: IDataObject) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[][] | null> {
	const kept = n8n.getWorkflowStaticData('node');
	if (busy.has(kept)) return null;
	busy.add(kept);
	try {
		const items = await work(kept);
		return items.length > 0 ? [items] : null;
	} finally {
		busy.delete(kept);
	}
}

/** The value of an outcome; a fault becomes the error that n8n shows. */
export function valueOfPoll<T>(n8n: IPollFunctions, { value, fault }: Outcome<T>): T {
	if (!fault) return value;
	if (n8n.getMode() === 'manual') throw toNodeApiError(n8n.getNode(), fault);
	const comfort = 'Nothing is lost: the next poll tells what happened meanwhile.';
	const description = `${fault.description} ${comfort}`;
	throw toNodeApiError(n8n.getNode(), { ...fault, description });
}

/** What n8n's own triggers say when there is nothing to try them out with (for example Google Drive). */
export function nothingToTryOut(n8n: IPollFunctions): NodeApiError {
	const message = 'No data with the current filter could be found';
	return new NodeApiError(n8n.getNode(), { message }, { message });
}

/** For how many milliseconds a poll may go on before n8n gives it up; older versions do not tell. */
export function pollBudgetMs(n8n: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>>): number {
	return n8n.getPollBudgetMs?.() ?? 5 * 60_000;
}
