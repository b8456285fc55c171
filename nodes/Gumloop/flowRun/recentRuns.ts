import type { IDataObject } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { isObject, textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import { callTo, type Gumloop } from '../gumloop';

const PATH = '/get_plrun_saved_item_map';

/** A flow's recent runs, in Gumloop's order, at most ten. A flow that never ran has none. */
export async function fetchRecentRuns(
	gumloop: Gumloop,
	savedItemId: string,
): Promise<Outcome<IDataObject[]>> {
	const call = callTo(gumloop, 'GET', PATH, { saved_item_id: savedItemId });
	const asked = await requestJson(gumloop, call);
	if (asked.fault) return asked;
	const runs = asked.value[savedItemId];
	if (!Array.isArray(runs)) return { value: [] };
	const described = runs.map(describedRun).filter(isObject);
	return { value: described.map((run) => ({ saved_item_id: savedItemId, ...run })) };
}

/** The form of a run is not documented: it may be its id alone. */
function describedRun(run: unknown): IDataObject | undefined {
	if (isObject(run)) return run;
	const run_id = textOf(run);
	return run_id ? { run_id } : undefined;
}
