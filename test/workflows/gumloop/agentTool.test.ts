import { Gumloop } from '../../../nodes/Gumloop/Gumloop.node';
import { useGumloop } from '../engine/gumloop';

const bench = useGumloop();

/** What the model filled in stands in the input item; the parameters take it from there. */
const asTool = async (parameters: object, filledIn: object) =>
	await bench.run(parameters as never, { items: [{ json: filledIn as never }] });

test('agents may use the node as a tool', () => {
	expect(new Gumloop().description.usableAsTool).toBe(true);
});

test('a flow is started with the inputs that a model fills in as JSON', async () => {
	const { savedItemId } = bench.gumloop.addFlow({ name: 'Flow' });
	const { items } = await asTool(
		{
			resource: 'flowRun',
			operation: 'start',
			savedItemId: { __rl: true, mode: 'list', value: '={{ $json.flow }}' },
			specifyInputs: 'json',
			inputsJson: '={{ $json.inputs }}',
		},
		{ flow: savedItemId, inputs: '{"month":"May"}' },
	);
	expect(bench.gumloop.starts[0].inputs).toEqual({ month: 'May' });
	expect(items[0].json.run_id).toBe(bench.gumloop.starts[0].runId);
});

test.each([
	['zip', { fileCount: 1, files: [{ name: 'a.txt', bytes: 1 }] }],
	['files', { fileName: 'a.txt', bytes: 1 }],
])('files are told in json beside the binary (%s)', async (output, json) => {
	const { runId } = bench.gumloop.addRun({ files: [{ name: 'a.txt', content: 'a' }] });
	const { items } = await asTool(
		{ runId: '={{ $json.run }}', selection: 'fileNames', fileNames: '={{ $json.names }}', output },
		{ run: `https://www.gumloop.com/pipeline?run_id=${runId}`, names: 'a.txt' },
	);
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({ ...json, runId });
});
