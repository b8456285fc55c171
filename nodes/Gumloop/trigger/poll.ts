import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { readBinaryPropertyName } from '../../shared/download/options';
import { folderName } from '../../shared/parameters/fileName';
import { readChoices } from '../../shared/parameters/choice';
import type { Locator } from '../../shared/parameters/locator';
import { textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import { nothingToTryOut, pollBudgetMs, polled, valueOfPoll } from '../../shared/engine/polling';
import { fetchFlows } from '../flow/flows';
import { readFlow } from '../flow/field';
import { fetchRecentRuns } from '../flowRun/recentRuns';
import { fetchRun, type FlowRun } from '../flowRun/run';
import { gumloopForTrigger, type Gumloop } from '../gumloop';
import { FINISHED } from './fields';
import { fromStaticData, MOST_OPEN, MOST_SEEN, toStaticData, type Memory } from './memory';
import { tell, type Telling } from './tell';

/** Gumloop tells no more runs of a flow than these. */
const MOST_LISTED = 10;
/** What is longer is no ID of Gumloop's, and would fill what is remembered. */
const LONGEST_ID = 100;

interface Settings {
	flow: Locator;
	states: string[];
	binaryField?: string;
}

/** One poll of the trigger. @returns null where no run finished */
export async function poll(n8n: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const wantsFiles = n8n.getNodeParameter('options.downloadFiles', false) === true;
	const settings: Settings = {
		flow: readFlow(n8n),
		states: readChoices(n8n, 'states', 'Finished As', FINISHED),
		binaryField: wantsFiles ? readBinaryPropertyName(n8n, 'options.binaryPropertyName') : undefined,
	};
	const gumloop = await gumloopForTrigger(n8n);
	if (n8n.getMode() === 'manual') return [await latestItems(n8n, gumloop, settings)];
	return await polled(n8n, async (kept) => await newItems(n8n, gumloop, settings, kept));
}

async function newItems(
	n8n: IPollFunctions,
	gumloop: Gumloop,
	settings: Settings,
	kept: IDataObject,
): Promise<INodeExecutionData[]> {
	const before = fromStaticData(kept.memory, settings.flow.value);
	const listed = valueOfPoll(n8n, await listedRuns(gumloop, settings));
	const memory = remembered(before, settings, listed);
	const finished = valueOfPoll(n8n, await finishedRuns(gumloop, memory));
	const wanted: FlowRun[] = [];
	for (const run of finished) {
		// What was finished at the first poll was there before.
		if (before && settings.states.includes(run.state)) wanted.push(run);
		else memory.open.delete(run.run_id);
	}
	const items: INodeExecutionData[] = [];
	if (wanted.length > 0) {
		memory.folder ??= await folderFor(gumloop, settings.flow);
		items.push(...(await tellAll(n8n, gumloop, settings, memory, wanted)));
	}
	if (items.length > 0) memory.missed = false;
	kept.memory = toStaticData(memory);
	return items;
}

/** Tells of runs until the files of one cannot be had; that one and those after it stay open. */
async function tellAll(
	n8n: IPollFunctions,
	gumloop: Gumloop,
	{ binaryField }: Settings,
	memory: Memory,
	runs: FlowRun[],
): Promise<INodeExecutionData[]> {
	const end = Date.now() + pollBudgetMs(n8n);
	const items: INodeExecutionData[] = [];
	const { savedItemId, missed } = memory;
	const folder = memory.folder!;
	for (const run of runs) {
		const failures = memory.open.get(run.run_id) ?? 0;
		const telling: Telling = { n8n, gumloop, savedItemId, folder, missed, binaryField, failures };
		const told = await tell(telling, run);
		if (told.fault?.row === 'noFileAtAll') {
			gumloop.logger.warn(`Gumloop: ${told.fault.message} (run ${run.run_id})`);
			memory.open.set(run.run_id, failures + 1);
			continue;
		}
		if (told.fault && items.length > 0) break;
		items.push(...valueOfPoll(n8n, told));
		memory.open.delete(run.run_id);
		if (Date.now() > end) break;
	}
	return items;
}

/** IDs of the runs that Gumloop lists, the latest first. */
async function listedRuns(
	gumloop: Gumloop,
	{ flow }: Pick<Settings, 'flow'>,
): Promise<Outcome<string[]>> {
	const listed = await fetchRecentRuns(gumloop, flow.value);
	if (listed.fault) return listed;
	const ids = listed.value.flatMap(({ run_id }) => textOf(run_id) ?? []);
	return { value: ids.filter(({ length }) => length <= LONGEST_ID).slice(0, MOST_SEEN) };
}

function remembered(before: Memory | undefined, { flow }: Settings, listed: string[]): Memory {
	const known = new Set(before?.seen);
	const added = listed.filter((id) => !known.has(id));
	// Where none of those listed was listed before, more may have come and gone.
	const isGap = added.length >= MOST_LISTED && added.length === listed.length;
	const open = new Map(before?.open);
	for (const id of added.reverse()) open.set(id, 0);
	const givenUp = [...open.keys()].slice(0, -MOST_OPEN);
	for (const id of givenUp) open.delete(id);
	return {
		savedItemId: flow.value,
		seen: [...new Set([...listed, ...(before?.seen ?? [])])],
		open,
		missed: before !== undefined && (before.missed || isGap || givenUp.length > 0),
		folder: before?.folder,
	};
}

/** Those of the open runs that are finished now; one that Gumloop does not find any more is not open. */
async function finishedRuns(gumloop: Gumloop, { open }: Memory): Promise<Outcome<FlowRun[]>> {
	const finished: FlowRun[] = [];
	for (const id of [...open.keys()]) {
		const asked = await fetchRun(gumloop, id);
		if (asked.fault?.row === 'runUnknown') {
			open.delete(id);
			continue;
		}
		if (asked.fault) return asked;
		if (FINISHED.includes(asked.value.state)) finished.push(asked.value);
	}
	return { value: finished };
}

/** For trying the trigger out: the latest run that finished so. */
async function latestItems(
	n8n: IPollFunctions,
	gumloop: Gumloop,
	settings: Settings,
): Promise<INodeExecutionData[]> {
	for (const id of valueOfPoll(n8n, await listedRuns(gumloop, settings))) {
		const run = valueOfPoll(n8n, await fetchRun(gumloop, id));
		if (!settings.states.includes(run.state)) continue;
		const folder = await folderFor(gumloop, settings.flow);
		const { flow, binaryField } = settings;
		const savedItemId = flow.value;
		const shown = { n8n, gumloop, savedItemId, folder, missed: false, binaryField, failures: 0 };
		return valueOfPoll(n8n, await tell(shown, run));
	}
	throw nothingToTryOut(n8n);
}

/** The flow's name as the picker showed it, else as Gumloop tells, else from its ID; made safe. */
async function folderFor(gumloop: Gumloop, { value: id, name }: Locator): Promise<string> {
	if (name) return folderName(name);
	const flows = await fetchFlows(gumloop);
	const told = flows.value?.find((flow) => flow.id === id)?.name;
	return folderName(told ?? `gumloop-flow-${id}`);
}
