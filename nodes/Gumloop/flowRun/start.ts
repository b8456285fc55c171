import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { textOf } from '../../shared/json';
import { faultOf, type Fault, type Outcome } from '../../shared/messages/fault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { flowField, readFlow } from '../flow/field';
import { callTo, gumloopFor, type Gumloop } from '../gumloop';
import { inputFields, readInputs } from './inputs';
import { readWait, waitForRun, waitOptionsField } from './wait';

const PATH = '/start_pipeline';

export const start: OperationDescription = {
	name: 'Start',
	value: 'start',
	action: 'Start flow run',
	description: 'Start a flow with inputs, and wait until it is done if you like',
	fields: [flowField, ...inputFields, waitOptionsField],
	run,
};

/** Starts a flow, once: a start whose answer did not arrive is not repeated, because the flow may run. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context);
	const { value: saved_item_id } = readFlow(n8n);
	const pipeline_inputs = readInputs(n8n);
	const waitMs = readWait(n8n);
	const started = valueOrThrow(n8n, await startOnce(gumloop, { saved_item_id, pipeline_inputs }));
	const pairedItem = { item: n8n.getItemIndex() };
	if (waitMs === undefined) return [{ json: started, pairedItem }];

	const runId = textOf(started.run_id)!;
	const done = await waitForRun(gumloop, runId, waitMs);
	const finished = valueOrThrow(n8n, done.fault ? { fault: afterStart(done.fault, runId) } : done);
	return [{ json: { ...started, ...finished }, pairedItem }];
}

async function startOnce(gumloop: Gumloop, parameters: IDataObject): Promise<Outcome<IDataObject>> {
	const call = { ...callTo(gumloop, 'POST', PATH, parameters), once: true };
	const started = await requestJson(gumloop, call);
	if (started.fault || textOf(started.value.run_id)) return started;
	const url = gumloop.root + PATH;
	return { fault: faultOf(gumloop, { status: 200, said: 'no run_id', url }) };
}

/** Whatever happens while waiting, the run is there and must not be started again unknowingly. */
function afterStart(fault: Fault, runId: string): Fault {
	return { ...fault, description: `${fault.description} The flow was started as run ${runId}.` };
}
