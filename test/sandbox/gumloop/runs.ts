import type { Content } from '../content';
import { madeUpUuid } from '../madeUpUuid';

export type RunState =
	'RUNNING' | 'QUEUED' | 'STARTED' | 'DONE' | 'TERMINATING' | 'TERMINATED' | 'FAILED';

/** A file that a run has stored. */
export interface RunFile {
	name: string;
	content: Content;
	/** Name of its entry in a ZIP where it is another one, e.g. a hostile one. */
	entryName?: string;
}

/** How a run goes on, as a test describes it. */
export interface RunScript {
	/** One state per `get_pl_run`; the last one stays. Default: `['DONE']`. */
	states?: RunState[];
	/** Values of the flow's Output nodes, shown once the state is DONE. */
	outputs?: Record<string, unknown>;
	/** Log lines, shown from the start. */
	log?: string[];
	files?: RunFile[];
}

export interface FlowInput {
	name: string;
	data_type: string;
	description: string;
}

/** A flow as a test describes it. */
export interface FlowSeed {
	name: string;
	description?: string;
	inputs?: FlowInput[];
	/** How its runs go on; a function sees the inputs of the start. */
	script?: RunScript | ((inputs: Record<string, unknown>) => RunScript);
}

export interface Flow extends FlowSeed {
	savedItemId: string;
	workbookId: string;
	description: string;
	inputs: FlowInput[];
	createdAt: Date;
}

export interface Run extends Required<RunScript> {
	runId: string;
	savedItemId: string;
	createdAt: Date;
	/** How often its state was asked for. */
	polls: number;
}

const FIRST_CREATED_AT = Date.UTC(2026, 0, 1);

/** Fills in what the seed leaves out; ids depend on the order alone. */
export function makeFlow(seed: FlowSeed, index: number): Flow {
	return {
		...seed,
		savedItemId: identifier(`flow ${index}`),
		workbookId: identifier(`workbook ${index}`),
		description: seed.description ?? '',
		inputs: seed.inputs ?? [],
		createdAt: new Date(FIRST_CREATED_AT + index * 1000),
	};
}

/** A run that goes on as the script says. */
export function makeRun(savedItemId: string, script: RunScript, index: number): Run {
	return {
		runId: identifier(`run ${index}`),
		savedItemId,
		states: script.states ?? ['DONE'],
		outputs: script.outputs ?? {},
		log: script.log ?? [],
		files: script.files ?? [],
		createdAt: new Date(FIRST_CREATED_AT + index * 60_000),
		polls: 0,
	};
}

/** An entry of `list_saved_items`. */
export function flowJson(flow: Flow): object {
	return {
		saved_item_id: flow.savedItemId,
		name: flow.name,
		description: flow.description,
		created_ts: flow.createdAt.toISOString(),
	};
}

/** The state after so many polls. */
function stateOf(run: Run): RunState {
	return run.states[Math.min(Math.max(run.polls, 1), run.states.length) - 1];
}

/** `get_pl_run`'s answer. */
export function runJson(run: Run, userId: string): object {
	const state = stateOf(run);
	return {
		user_id: userId,
		state,
		outputs: state === 'DONE' ? run.outputs : {},
		created_ts: run.createdAt.toISOString(),
		finished_ts: isOver(state) ? new Date(run.createdAt.getTime() + 30_000).toISOString() : null,
		log: run.log,
	};
}

/** An entry of `get_plrun_saved_item_map`. */
export function runSummary(run: Run): object {
	const state = stateOf(run);
	return {
		run_id: run.runId,
		state,
		created_ts: run.createdAt.toISOString(),
		finished_ts: isOver(state) ? new Date(run.createdAt.getTime() + 30_000).toISOString() : null,
	};
}

function isOver(state: RunState): boolean {
	return ['DONE', 'TERMINATED', 'FAILED'].includes(state);
}

/** 22 letters and digits, as Gumloop's ids look. */
function identifier(text: string): string {
	return madeUpUuid(text).replaceAll('-', '').slice(0, 22);
}
