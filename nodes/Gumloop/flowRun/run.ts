import type { IDataObject } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { shownValue } from '../../shared/json';
import { faultOf, type Fault, type Outcome } from '../../shared/messages/fault';
import { redact } from '../../shared/messages/redact';
import { callTo, type Gumloop } from '../gumloop';

const PATH = '/get_pl_run';
const LOG_LINES = 5;
const LOG_LINE_LENGTH = 300;

/** A flow run as `get_pl_run` describes it: state, outputs, times, log. */
export interface FlowRun extends IDataObject {
	run_id: string;
	state: string;
}

/** Reads a flow run as it is at the moment. */
export async function fetchRun(gumloop: Gumloop, runId: string): Promise<Outcome<FlowRun>> {
	const asked = await requestJson(gumloop, callTo(gumloop, 'GET', PATH, { run_id: runId }));
	if (asked.fault) return asked;
	const { state } = asked.value;
	if (typeof state === 'string') {
		const known = { run_id: runId, state };
		return { value: { ...known, ...asked.value, ...known } };
	}
	const url = gumloop.root + PATH;
	return { fault: faultOf(gumloop, { status: 200, said: 'no state', url }) };
}

/** Why a run has no result, or undefined when it has one or may still get one. */
export function whyFailed(gumloop: Gumloop, run: FlowRun): Fault | undefined {
	if (run.state !== 'FAILED' && run.state !== 'TERMINATED') return undefined;
	const fault = runFault(gumloop, run, `RUN_${run.state}`);
	return { ...fault, description: `${fault.description} ${lastLogLines(gumloop, run)}` };
}

/** A fault that tells of a run, with its state and its id. */
export function runFault(gumloop: Gumloop, run: FlowRun, symptom: string): Fault {
	const said = `run ${run.run_id} is in state ${run.state}`;
	return faultOf(gumloop, { symptom, said, url: gumloop.root + PATH });
}

function lastLogLines({ secrets }: Gumloop, { log }: FlowRun): string {
	const entries = Array.isArray(log) ? log : [log ?? ''];
	const lines = entries
		.flatMap((entry) => shownValue(entry).split('\n'))
		.map((line) => redact(line.trim(), secrets).slice(0, LOG_LINE_LENGTH))
		.filter((line) => line !== '')
		.slice(-LOG_LINES);
	if (lines.length === 0) return 'Its log is empty.';
	return `The last lines of its log: ${lines.map((line) => `“${line}”`).join(' ')}`;
}
