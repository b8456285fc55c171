import type { INodeParameters } from 'n8n-workflow';

import { answerWith } from '../../sandbox/faults';
import { openMapper, openPicker } from '../engine/editor';
import { useGumloop } from '../engine/gumloop';

const bench = useGumloop();

/** JSON as text, because some of it cannot be written as a value. */
const answer = (json: string) => answerWith(200, json, { 'Content-Type': 'application/json' });
const nested = (levels: number) => '['.repeat(levels) + '"a.txt"' + ']'.repeat(levels);
/** An object that JavaScript cannot turn into text. */
const UNPRINTABLE = '{"toString":1}';
const UNUSABLE = 'Gumloop gave an answer that cannot be used';

describe('a run in JSON that no server should send:', () => {
	const get = async (wait = true) =>
		await bench.runFast({
			resource: 'flowRun',
			operation: 'get',
			runId: 'r1',
			options: { waitForCompletion: wait },
		});
	const download = async () =>
		await bench.runFast({ runId: 'r1', selection: 'outputs', output: 'zip' });

	test.each([
		['log', `{"state":"FAILED","log":${nested(20_000)}}`],
		['outputs', `{"state":"DONE","outputs":{"files":${nested(20_000)}}}`],
	])('%s that are nested 20,000 levels deep are refused', async (_name, json) => {
		bench.gumloop.faults.always('run', answer(json));
		for (const { error, items } of [await get(), await download()]) {
			expect(error?.message).toBe(UNUSABLE);
			expect(error?.description).toContain('JSON nested too deep');
			expect(items).toEqual([]);
		}
	});

	test.each([5, null, UNPRINTABLE, undefined])('a state %j is refused', async (state) => {
		bench.gumloop.faults.always('run', answer(`{"a":1${state ? `,"state":${state}` : ''}}`));
		expect((await get()).error?.message).toBe(UNUSABLE);
	});

	test('the ID is the one that was asked for, whatever the answer says', async () => {
		bench.gumloop.faults.always('run', answer(`{"state":"DONE","run_id":${UNPRINTABLE}}`));
		expect((await get()).items[0].json).toEqual({ run_id: 'r1', state: 'DONE' });
		bench.gumloop.faults.clear();
		bench.gumloop.faults.always('run', answer(`{"state":"QUEUED","run_id":${UNPRINTABLE}}`));
		expect((await download()).error?.description).toContain('run r1 is in state QUEUED');
	});

	test('a log of anything is shown as JSON', async () => {
		const log = `[null,5,${UNPRINTABLE},{"a":1},"two\\nlines"]`;
		bench.gumloop.faults.always('run', answer(`{"state":"FAILED","log":${log}}`));
		expect((await get()).error?.description).toContain(
			'log: “5” “{"toString":1}” “{"a":1}” “two” “lines”',
		);
	});
});

test('a start that is answered with an unusable run ID is told, not waited for', async () => {
	bench.gumloop.faults.always('start', answer(`{"run_id":${UNPRINTABLE}}`));
	const { error } = await bench.runFast({
		resource: 'flowRun',
		operation: 'start',
		savedItemId: 'f1',
		options: { waitForCompletion: true },
	});
	expect(error?.message).toBe(UNUSABLE);
	expect(bench.asked('run')).toEqual([]);
});

describe('a list in JSON that no server should send:', () => {
	const parameters: INodeParameters = { authentication: 'apiKey', savedItemId: 'f1' };
	const credentials = () => ({ gumloopApi: bench.credential });
	const flows = async () =>
		(await openPicker('gumloop', 'searchFlows', parameters, credentials())).results;
	const runs = async () =>
		(await openPicker('gumloop', 'searchFlowRuns', parameters, credentials())).results;
	const inputs = async () => {
		const { fields } = await openMapper('gumloop', 'mapFlowInputs', parameters, credentials());
		return fields.map(({ displayName }) => displayName);
	};

	test.each([
		['[null, 5, "x", []]', []],
		[`[{"saved_item_id":${UNPRINTABLE},"name":"n"}, {"name":"no ID"}, {}]`, []],
		[`[{"saved_item_id":"f1","name":${UNPRINTABLE}}]`, [{ name: 'f1', value: 'f1' }]],
		[`[{"saved_item_id":7,"name":null}]`, [{ name: '7', value: '7' }]],
		['{"0":{}}', []],
	])('of the flows %s what can be used is listed', async (list, results) => {
		bench.gumloop.faults.always('listFlows', answer(`{"saved_items":${list}}`));
		expect(await flows()).toEqual(results);
	});

	test.each([
		[`[null, [], {"run_id":${UNPRINTABLE}}, {}]`, []],
		[
			'["r1", 5]',
			[
				{ name: 'r1', value: 'r1' },
				{ name: '5', value: '5' },
			],
		],
		[
			`[{"run_id":"r1","created_ts":${UNPRINTABLE},"state":{"a":1}}]`,
			[{ name: 'r1', value: 'r1' }],
		],
		['[{"run_id":"r1","created_ts":1e300}]', [{ name: '1e+300', value: 'r1' }]],
		['"x"', []],
	])('of the runs %s what can be used is listed', async (list, results) => {
		bench.gumloop.faults.always('listRuns', answer(`{"f1":${list}}`));
		expect(await runs()).toEqual(results);
	});

	test('of the runs as items too', async () => {
		bench.gumloop.faults.always('listRuns', answer(`{"f1":[null,"r1",{"run_id":"r2"}]}`));
		const { items } = await bench.run({
			resource: 'flowRun',
			operation: 'list',
			savedItemId: 'f1',
		});
		expect(items.map(({ json }) => json.run_id)).toEqual(['r1', 'r2']);
	});

	test.each([
		[`[null, {"name":null}, {"name":${UNPRINTABLE}}, "x"]`, []],
		[
			`[{"name":"__proto__","description":${UNPRINTABLE},"data_type":${UNPRINTABLE}}]`,
			['__proto__'],
		],
		['5', []],
	])('of the inputs %s what can be used is a field', async (list, names) => {
		bench.gumloop.faults.always('inputs', answer(`{"inputs":${list}}`));
		expect(await inputs()).toEqual(names);
	});
});
