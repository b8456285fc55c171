import type { INodeParameters } from 'n8n-workflow';

import { answerWith, badGateway, resetBeforeHead, resetInBody } from '../../sandbox/faults';
import { gumloopFaults } from '../../sandbox/gumloop/faults';
import type { Flow, RunScript, RunState } from '../../sandbox/gumloop/runs';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { onFakeClock } from '../engine/fakeClock';
import { useGumloop } from '../engine/gumloop';

const bench = useGumloop();

const WAIT = { waitForCompletion: true };
const addFlow = (script: RunScript = {}): Flow =>
	bench.gumloop.addFlow({ name: 'Flow', inputs: sampleFlow().inputs, script });
const start = ({ savedItemId }: Flow, more: object = {}) =>
	({ resource: 'flowRun', operation: 'start', savedItemId, ...more }) as INodeParameters;
const get = (runId: string, options: object = {}) =>
	({ resource: 'flowRun', operation: 'get', runId, options }) as INodeParameters;
const list = (savedItemId: string, more: object = {}) =>
	({ resource: 'flowRun', operation: 'list', savedItemId, ...more }) as INodeParameters;
const times = (count: number, state: RunState) => Array.from({ length: count }, () => state);
const pauses = () => {
	const polls = bench.asked('run');
	return polls.slice(1).map(({ at }, i) => (at - polls[i].at) / 1000);
};

describe('Start', () => {
	test('starts a flow once and tells its run', async () => {
		const flow = addFlow();
		const { items, error } = await bench.run(start(flow));
		expect(error).toBeUndefined();
		const [{ runId }] = bench.gumloop.starts;
		expect(bench.gumloop.starts).toEqual([{ savedItemId: flow.savedItemId, runId, inputs: {} }]);
		expect(items).toEqual([
			{
				json: {
					run_id: runId,
					saved_item_id: flow.savedItemId,
					workbook_id: flow.workbookId,
					url: expect.stringContaining(`run_id=${runId}`) as string,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.asked('run')).toEqual([]);
	});

	test('sends the fields that are filled in as inputs', async () => {
		const value = { month: '2026-03', empty: '', unset: null, count: 2, yes: false };
		const inputs = { mappingMode: 'defineBelow', value, matchingColumns: [], schema: [] };
		await bench.run(start(addFlow(), { inputs }));
		expect(bench.gumloop.starts[0].inputs).toEqual({ month: '2026-03', count: 2, yes: false });
		expect(bench.sent('start')[0].pipeline_inputs).toContainEqual({
			input_name: 'month',
			value: '2026-03',
		});
	});

	test.each([
		['text', '{ "month": "2026-03", "list": ["a"] }'],
		['an expression', "={{ ({ month: '2026-03', list: ['a'] }) }}"],
		['a text from an expression', '={{ JSON.stringify({ month: "2026-03", list: ["a"] }) }}'],
	])('sends JSON as inputs, given as %s', async (_form, inputsJson) => {
		await bench.run(start(addFlow(), { specifyInputs: 'json', inputsJson }));
		expect(bench.gumloop.starts[0].inputs).toEqual({ month: '2026-03', list: ['a'] });
	});

	test.each(['[1]', '={{ "{" }}', '="text"'])(
		'refuses %s as JSON and starts nothing',
		async (inputsJson) => {
			const { error } = await bench.run(start(addFlow(), { specifyInputs: 'json', inputsJson }));
			expect(error?.message).toBe("'Inputs (JSON)' is not a JSON object");
			expect(bench.asked('start')).toEqual([]);
		},
	);

	test('takes the flow from a webhook address, too', async () => {
		const flow = addFlow();
		const url = `https://api.gumloop.com/api/v1/start_pipeline?user_id=u&saved_item_id=${flow.savedItemId}`;
		await bench.run(start(flow, { savedItemId: { __rl: true, mode: 'url', value: url } }));
		expect(bench.gumloop.starts[0].savedItemId).toBe(flow.savedItemId);
	});

	test.each([
		['={{ "" }}', "'Flow' is empty"],
		['https://www.gumloop.com/pipeline?workbook_id=w', "'Flow' holds no flow ID"],
	])('refuses %j as a flow and starts nothing', async (savedItemId, message) => {
		const { error } = await bench.run(start(addFlow(), { savedItemId }));
		expect(error?.message).toBe(message);
		expect(bench.gumloop.requests).toEqual([]);
	});

	const UNCERTAIN = 'It is not known whether the flow was started';
	test.each([
		['500', gumloopFaults.failed(), UNCERTAIN],
		['a proxy that answers 502', badGateway(), UNCERTAIN],
		['a reset connection', resetBeforeHead(), UNCERTAIN],
		['a connection that breaks inside the answer', resetInBody(10), UNCERTAIN],
		['425, which others repeat', answerWith(425), 'Gumloop was not ready to answer'],
		['429', gumloopFaults.tooManyRuns(), 'Gumloop runs as many flows as the plan allows'],
	])('is never repeated: %s', async (_case, fault, message) => {
		bench.gumloop.faults.always('start', fault);
		const { error } = await bench.runFast(start(addFlow(), { options: WAIT }));
		expect(error?.message).toBe(message);
		expect(bench.asked('start')).toHaveLength(1);
		expect(bench.asked('run')).toEqual([]);
	});

	test('says which run it was that went wrong later', async () => {
		const flow = addFlow({ states: ['RUNNING', 'FAILED'], log: ['one', 'two'] });
		const { error } = await bench.runFast(start(flow, { options: WAIT }));
		const [{ runId }] = bench.gumloop.starts;
		expect(error?.message).toBe('The flow run failed');
		expect(error?.description).toContain(`The flow was started as run ${runId}.`);
		expect(error?.description).toContain('The last lines of its log: “one” “two”');
	});

	test('with Wait for Completion gives state, outputs and times of the run', async () => {
		const flow = bench.gumloop.addFlow(sampleFlow());
		const inputs = { mappingMode: 'defineBelow', value: { month: 'May' }, matchingColumns: [] };
		const { items, error } = await bench.runFast(start(flow, { inputs, options: WAIT }));
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({
			run_id: bench.gumloop.starts[0].runId,
			saved_item_id: flow.savedItemId,
			state: 'DONE',
			outputs: { month: 'May', files: expect.any(Array) as string[] },
			created_ts: '2026-01-01T00:00:00.000Z',
			finished_ts: '2026-01-01T00:00:30.000Z',
		});
	});
});

describe('Wait for Completion', () => {
	test('asks gently: pauses grow from two to fifteen seconds', async () => {
		const { runId } = bench.gumloop.addRun({ states: [...times(12, 'RUNNING'), 'DONE'] });
		const { items } = await bench.runFast(get(runId, WAIT));
		expect(items[0].json.state).toBe('DONE');
		const waited = pauses();
		expect(waited).toHaveLength(12);
		expect(waited[0]).toBeLessThan(5);
		expect(Math.min(...waited)).toBeGreaterThanOrEqual(1.5);
		expect(Math.max(...waited)).toBeLessThan(21);
		expect(waited.at(-1)).toBeGreaterThan(11);
	});

	test.each<RunState[]>([
		['QUEUED', 'STARTED', 'RUNNING'],
		['RUNNING', 'TERMINATING', 'RUNNING'],
	])('goes on through the states %s, %s, %s', async (...states) => {
		const { runId } = bench.gumloop.addRun({ states: [...states, 'DONE'] });
		const { items } = await bench.runFast(get(runId, WAIT));
		expect(items[0].json.state).toBe('DONE');
	});

	test('gives up when the time is over, and says so', async () => {
		const { runId } = bench.gumloop.addRun({ states: ['RUNNING'] });
		const { error } = await bench.runFast(get(runId, { ...WAIT, waitMinutes: 3 }));
		expect(error?.message).toBe('The flow run is not done yet');
		expect(error?.description).toContain(`run ${runId} is in state RUNNING`);
		// Sums of seconds with decimals are off in the last digit.
		const total = Math.round(pauses().reduce((sum, pause) => sum + pause, 0));
		expect(total).toBeGreaterThanOrEqual(180);
		expect(total).toBeLessThan(200);
	});

	test.each([
		['FAILED', 'The flow run failed'],
		['TERMINATED', 'The flow run was terminated'],
	] as const)('ends with the last log lines when the run is %s', async (state, message) => {
		const log = Array.from({ length: 9 }, (_, i) => `line ${i}`);
		const { runId } = bench.gumloop.addRun({ states: ['RUNNING', state], log });
		const { error } = await bench.runFast(get(runId, WAIT));
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('“line 4” “line 5” “line 6” “line 7” “line 8”');
		expect(error?.description).not.toContain('line 3');
	});

	test('shows no key that the log holds', async () => {
		const log = [`GET /?key=${bench.gumloop.apiKey}`];
		const { runId } = bench.gumloop.addRun({ states: ['FAILED'], log });
		const { error } = await bench.runFast(get(runId, WAIT));
		expect(error?.description).toContain('“GET /?key=***”');
		expect(JSON.stringify(error)).not.toContain(bench.gumloop.apiKey);
	});

	test('shows no User ID that the log holds, not even as it stands in an address', async () => {
		const userId = 'google-oauth2|4711';
		const log = [`user ${userId} has no credits`, 'POST /?user_id=google-oauth2%7C4711'];
		bench.gumloop.faults.always('run', answerWith(200, { state: 'FAILED', log }));
		const { error } = await bench.runFast(get('r1', WAIT), { credential: { userId } });
		expect(error?.description).toContain('“user *** has no credits” “POST /?user_id=***”');
		expect(JSON.stringify(error)).not.toMatch(/google-oauth2/);
	});

	test.each([
		['502', badGateway()],
		['500', gumloopFaults.failed()],
		['a reset connection', resetBeforeHead()],
	])('repeats a question that was answered by %s', async (_case, fault) => {
		bench.gumloop.faults.nth('run', 2, fault);
		const { runId } = bench.gumloop.addRun({ states: ['RUNNING', 'DONE'] });
		const { items } = await bench.runFast(get(runId, WAIT));
		expect(items[0].json.state).toBe('DONE');
		expect(bench.asked('run')).toHaveLength(3);
	});

	test('ends at once when the execution is cancelled', async () => {
		const { runId } = bench.gumloop.addRun({ states: ['RUNNING'] });
		let cancel = () => {};
		bench.gumloop.faults.nth('run', 3, async (real) => {
			cancel();
			return await real();
		});
		const { gumloop } = bench;
		await onFakeClock([gumloop], async () => {
			await bench.run(get(runId, WAIT), { whenStarted: (stop) => (cancel = stop) });
			const asked = bench.asked('run').length;
			await jest.advanceTimersByTimeAsync(60_000);
			expect(asked).toBe(3);
			expect(bench.asked('run')).toHaveLength(3);
		});
	});

	test.each([0, 1441, '2.5', 'soon'])('refuses %j as a number of minutes', async (waitMinutes) => {
		const { runId } = bench.gumloop.addRun({});
		const { error } = await bench.run(get(runId, { ...WAIT, waitMinutes }));
		expect(error?.message).toBe("'Wait at Most (Minutes)' is not a whole number from 1 to 1440");
		expect(bench.gumloop.requests).toEqual([]);
	});
});

describe('Get', () => {
	test('tells state, outputs, times and log of a run as it is', async () => {
		const { runId } = bench.gumloop.addRun({ outputs: { files: ['a.txt'] }, log: ['Done'] });
		const { items } = await bench.run(get(runId));
		expect(items).toEqual([
			{
				json: {
					run_id: runId,
					user_id: bench.gumloop.userId,
					state: 'DONE',
					outputs: { files: ['a.txt'] },
					created_ts: '2026-01-01T00:00:00.000Z',
					finished_ts: '2026-01-01T00:00:30.000Z',
					log: ['Done'],
				},
				pairedItem: { item: 0 },
			},
		]);
	});

	test.each<RunState>(['RUNNING', 'FAILED', 'TERMINATED'])(
		'tells the state %s and is done',
		async (state) => {
			const { runId } = bench.gumloop.addRun({ states: [state] });
			const { items, error } = await bench.run(get(runId));
			expect(error).toBeUndefined();
			expect(items[0].json.state).toBe(state);
		},
	);

	test('refuses an answer that has no state', async () => {
		const { runId } = bench.gumloop.addRun({});
		bench.gumloop.faults.always('run', answerWith(200, { ok: true }));
		const { error } = await bench.run(get(runId, WAIT));
		expect(error?.message).toBe('Gumloop gave an answer that cannot be used');
		expect(bench.asked('run')).toHaveLength(1);
	});
});

describe('List', () => {
	test('gives the recent runs of a flow, newest first', async () => {
		const [one, other] = [addFlow(), addFlow()];
		const runs = [0, 1, 2].map(() => bench.gumloop.addRun({}, one.savedItemId));
		bench.gumloop.addRun({}, other.savedItemId);
		const { items } = await bench.run(list(one.savedItemId));
		expect(items.map(({ json }) => json.run_id)).toEqual(runs.map(({ runId }) => runId).reverse());
		expect(items[0]).toEqual({
			json: {
				saved_item_id: one.savedItemId,
				run_id: runs[2].runId,
				state: 'DONE',
				created_ts: '2026-01-01T00:02:00.000Z',
				finished_ts: '2026-01-01T00:02:30.000Z',
			},
			pairedItem: { item: 0 },
		});
	});

	test('gives as many as are wanted', async () => {
		const { savedItemId } = addFlow();
		for (let i = 0; i < 5; i++) bench.gumloop.addRun({}, savedItemId);
		expect((await bench.run(list(savedItemId, { limit: 2 }))).items).toHaveLength(2);
		expect((await bench.run(list(savedItemId, { returnAll: true }))).items).toHaveLength(5);
	});

	test('gives nothing for a flow that never ran', async () => {
		const { items, error } = await bench.run(list(addFlow().savedItemId));
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test('also reads runs that are told by their ID alone', async () => {
		const { savedItemId } = addFlow();
		bench.gumloop.faults.always('listRuns', answerWith(200, { [savedItemId]: ['r1'] }));
		const { items } = await bench.run(list(savedItemId));
		expect(items[0].json).toEqual({ saved_item_id: savedItemId, run_id: 'r1' });
	});
});
