import type { INodeParameters } from 'n8n-workflow';

import * as faults from '../../sandbox/faults';
import type { Flow, Run, RunScript } from '../../sandbox/gumloop/runs';
import { onFakeClock } from '../engine/fakeClock';
import { useGumloop } from '../engine/gumloop';
import { ActiveTrigger } from '../engine/poll';
import { bytesOf } from '../engine/run';

const bench = useGumloop();
let flow: Flow;
beforeEach(() => {
	flow = bench.gumloop.addFlow({ name: 'Monthly / report' });
});

function addRun(script: RunScript = {}): Run {
	return bench.gumloop.addRun(script, flow.savedItemId);
}

/** A trigger of which the first poll is over. */
async function activated(parameters: INodeParameters = {}): Promise<ActiveTrigger> {
	const trigger = new ActiveTrigger(
		'gumloopTrigger',
		{
			authentication: 'apiKey',
			savedItemId: { __rl: true, mode: 'id', value: flow.savedItemId },
			states: ['DONE'],
			...parameters,
		},
		'gumloopApi',
		{ gumloopApi: bench.credential },
	);
	expect(await trigger.poll()).toEqual([]);
	bench.gumloop.requests.length = 0;
	return trigger;
}

const ids = (items: Awaited<ReturnType<ActiveTrigger['poll']>>) =>
	items.map(({ json }) => json.run_id);

test('a run that is done is told once, with its outputs', async () => {
	addRun();
	const trigger = await activated();
	const run = addRun({ outputs: { answer: '42' } });
	const items = await trigger.poll();
	expect(items.map(({ json }) => json)).toEqual([
		expect.objectContaining({
			run_id: run.runId,
			saved_item_id: flow.savedItemId,
			state: 'DONE',
			outputs: { answer: '42' },
			folder: 'Monthly _ report',
		}),
	]);
	expect(items[0].json).not.toHaveProperty('missed');
	expect(await trigger.poll()).toEqual([]);
});

test('a poll that finds nothing costs one request, and one more for each run under way', async () => {
	for (let i = 0; i < 10; i++) addRun();
	const trigger = await activated();
	await trigger.poll();
	expect(bench.gumloop.requests).toHaveLength(1);
	addRun({ states: ['RUNNING'] });
	await trigger.poll();
	expect(bench.gumloop.requests).toHaveLength(3);
});

test('a run that was under way at the first poll is told when it is done', async () => {
	const run = addRun({ states: ['RUNNING', 'RUNNING', 'DONE'] });
	const trigger = await activated();
	expect(await trigger.poll()).toEqual([]);
	expect(ids(await trigger.poll())).toEqual([run.runId]);
});

test.each([
	[['DONE'], ['DONE']],
	[
		['FAILED', 'TERMINATED'],
		['FAILED', 'TERMINATED'],
	],
	[
		['DONE', 'FAILED', 'TERMINATED'],
		['DONE', 'FAILED', 'TERMINATED'],
	],
])('of runs that finish, those as %j are told', async (states, expected) => {
	const trigger = await activated({ states });
	for (const state of ['DONE', 'FAILED', 'TERMINATED'] as const) addRun({ states: [state] });
	const items = await trigger.poll();
	expect(items.map(({ json }) => json.state)).toEqual(expected);
	expect(await trigger.poll()).toEqual([]);
});

test('a run that takes long is told though ten others were started after it', async () => {
	const trigger = await activated();
	const long = addRun({ states: ['RUNNING', 'RUNNING', 'DONE'] });
	await trigger.poll();
	for (let i = 0; i < 9; i++) addRun();
	expect(await trigger.poll()).toHaveLength(9);
	for (let i = 0; i < 5; i++) addRun();
	const items = await trigger.poll();
	expect(ids(items)).toContain(long.runId);
	expect(items.some(({ json }) => json.missed)).toBe(false);
});

test('where more runs came between two polls than Gumloop lists, the items say so', async () => {
	addRun();
	const trigger = await activated();
	for (let i = 0; i < 12; i++) addRun();
	const items = await trigger.poll();
	expect(items).toHaveLength(10);
	expect(items.every(({ json }) => json.missed === true)).toBe(true);
	addRun();
	const [next] = await trigger.poll();
	expect(next.json).not.toHaveProperty('missed');
});

test('that runs may be missing is told by the next item, when none of those listed is done', async () => {
	addRun();
	const trigger = await activated();
	for (let i = 0; i < 11; i++) addRun({ states: ['RUNNING', 'DONE'] });
	expect(await trigger.poll()).toEqual([]);
	const [item] = await trigger.poll();
	expect(item.json.missed).toBe(true);
});

test('of a list of runs without an end, no more is asked for or remembered than Gumloop tells', async () => {
	const trigger = await activated();
	const listed = Array.from({ length: 20_000 }, (_, i) => ({ run_id: `run ${i}` }));
	listed.unshift({ run_id: 'x'.repeat(1_000_000) });
	const answer = { [flow.savedItemId]: listed };
	bench.gumloop.faults.always('listRuns', faults.answerWith(200, answer));
	bench.gumloop.faults.always('run', faults.answerWith(200, { state: 'RUNNING' }));
	expect(await trigger.poll()).toEqual([]);
	expect(bench.asked('run').length).toBeLessThanOrEqual(100);
	expect(JSON.stringify(trigger.staticData).length).toBeLessThan(10_000);
});

test('of runs that never finish, the oldest are given up, and the next item says that some may be missed', async () => {
	const trigger = await activated();
	let poll = 0;
	const listed = () => Array.from({ length: 10 }, (_, i) => ({ run_id: `run ${poll} ${i}` }));
	bench.gumloop.faults.always('listRuns', async (...call) =>
		faults.answerWith(200, { [flow.savedItemId]: listed() })(...call),
	);
	bench.gumloop.faults.always('run', faults.answerWith(200, { state: 'RUNNING' }));
	for (; poll < 15; poll++) {
		bench.gumloop.requests.length = 0;
		expect(await trigger.poll()).toEqual([]);
		expect(bench.asked('run').length).toBeLessThanOrEqual(100);
	}
	const last = bench.asked('run').map(({ query }) => query.run_id);
	expect(last).toContain('run 14 0');
	expect(last).not.toContain('run 0 0');
	bench.gumloop.faults.clear();
	addRun();
	const [item] = await trigger.poll();
	expect(item.json.missed).toBe(true);
});

describe('Download Files', () => {
	const options = { downloadFiles: true };
	const files = [
		{ name: 'a.txt', content: 'one' },
		{ name: 'b.txt', content: 'two' },
	];

	test('gives each file of a run as an item', async () => {
		const trigger = await activated({ options });
		const run = addRun({ outputs: { files: ['a.txt', 'b.txt'] }, files });
		const items = await trigger.poll();
		expect(items.map(({ json }) => [json.run_id, json.folder, json.fileName, json.bytes])).toEqual([
			[run.runId, 'Monthly _ report', 'a.txt', 3],
			[run.runId, 'Monthly _ report', 'b.txt', 3],
		]);
		expect((await bytesOf(items[1])).toString()).toBe('two');
		expect(bench.asked('downloadFiles')).toHaveLength(1);
	});

	test('leaves out a file that the run does not have, and says so', async () => {
		const trigger = await activated({ options });
		addRun({ outputs: { files: ['a.txt', 'version2.txt'] }, files });
		const [item, ...others] = await trigger.poll();
		expect(others).toEqual([]);
		expect(item.json).toMatchObject({ fileName: 'a.txt', skipped: [{ name: 'version2.txt' }] });
	});

	test('gives a run without files as an item', async () => {
		const trigger = await activated({ options });
		addRun({ outputs: { answer: 'none' } });
		const [item] = await trigger.poll();
		expect(item.binary).toBeUndefined();
		expect(item.json).toMatchObject({ outputs: { answer: 'none' } });
	});

	test('a run of which no file can be had is told without them in the third poll', async () => {
		const trigger = await activated({ options });
		const run = addRun({ outputs: { files: ['x1.txt', 'x2.txt'] } });
		const poll = async () => await onFakeClock([bench.gumloop], async () => await trigger.poll());
		expect(await poll()).toEqual([]);
		expect(await poll()).toEqual([]);
		const [item] = await poll();
		expect(item.json).toMatchObject({
			run_id: run.runId,
			skipped: [{ name: 'x1.txt' }, { name: 'x2.txt' }],
		});
		expect(await trigger.poll()).toEqual([]);
	});

	test('what could not be fetched in an outage is told by the next poll', async () => {
		const trigger = await activated({ options });
		const run = addRun({ outputs: { files: ['a.txt'] }, files });
		bench.gumloop.faults.always('downloadFiles', () =>
			Promise.resolve({ status: 401, headers: {}, body: '' }),
		);
		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'Gumloop does not accept the API key',
			description: expect.stringContaining('Nothing is lost') as string,
		});
		bench.gumloop.faults.clear();
		expect(ids(await trigger.poll())).toEqual([run.runId]);
	});
});

test('trying it out gives the latest run that finished so', async () => {
	addRun({ states: ['FAILED'] });
	const run = addRun();
	addRun({ states: ['RUNNING'] });
	const trigger = await activated();
	expect(ids(await trigger.poll('manual'))).toEqual([run.runId]);
});

test("trying it out without a finished run gives n8n's sentence", async () => {
	const trigger = await activated();
	await expect(trigger.poll('manual')).rejects.toThrow(
		'No data with the current filter could be found',
	);
});

test('no state is refused before any request', async () => {
	await expect(activated({ states: [] })).rejects.toThrow("'Finished As' is empty");
	expect(bench.gumloop.requests).toEqual([]);
});
