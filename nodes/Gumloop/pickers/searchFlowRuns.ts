import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { inOrder } from '../../shared/concurrency';
import { textOf } from '../../shared/json';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { fetchFlows, type Flow } from '../flow/flows';
import { readOptionalFlow } from '../flow/field';
import { fetchRecentRuns } from '../flowRun/recentRuns';
import { gumloopForPicker } from '../gumloop';

/** Gumloop tells the runs of one flow at a time, so a page of the list is a few flows' runs. */
const FLOWS_PER_PAGE = 10;
const FLOWS_AT_ONCE = 4;

/**
 * The recent runs of the flow that is picked, or of all flows when none is. The token that n8n gives
 * back for the next page is the number of flows that were listed before.
 */
export async function searchFlowRuns(
	this: ILoadOptionsFunctions,
	filter = '',
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const gumloop = await gumloopForPicker(this);
	const picked = readOptionalFlow(this);
	const flows = picked
		? [{ id: picked.value, name: picked.name ?? '' }]
		: valueOrThrow(this, await fetchFlows(gumloop));
	const start = Number(paginationToken ?? 0);
	const end = start + FLOWS_PER_PAGE;

	const results: INodeListSearchItems[] = [];
	const fetch = async (flow: Flow) => ({ flow, runs: await fetchRecentRuns(gumloop, flow.id) });
	const listed = inOrder(flows.slice(start, end), FLOWS_AT_ONCE, new AbortController(), fetch);
	for await (const { flow, runs } of listed) {
		for (const run of valueOrThrow(this, runs)) {
			const value = textOf(run.run_id);
			if (value) results.push({ name: labelOf(run, flow), value });
		}
	}
	const wanted = filter.toLowerCase();
	return {
		results: results.filter(({ name }) => name.toLowerCase().includes(wanted)),
		paginationToken: end < flows.length ? String(end) : undefined,
	};
}

/** For example '2026-03-31 08:00 UTC, DONE, Monthly report'. */
function labelOf({ created_ts, state, run_id }: IDataObject, flow: Flow): string {
	const parts = [timeOf(created_ts), textOf(state), flow.name].filter(Boolean);
	return parts.length > 0 ? parts.join(', ') : textOf(run_id)!;
}

function timeOf(created: unknown): string {
	const date = new Date(typeof created === 'number' ? created : (textOf(created) ?? ''));
	if (Number.isNaN(date.getTime())) return textOf(created) ?? '';
	return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
