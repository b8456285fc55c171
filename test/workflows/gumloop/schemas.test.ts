import { Gumloop } from '../../../nodes/Gumloop/Gumloop.node';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { useGumloop } from '../engine/gumloop';
import { ActiveTrigger } from '../engine/poll';
import { expectSchema, operationsOf } from '../engine/schemas';

const bench = useGumloop();

test.each(operationsOf(new Gumloop()))(
	'the editor shows the fields of %s before it has run (npm run schemas)',
	async (operation) => {
		const { savedItemId } = bench.gumloop.addFlow(sampleFlow());
		const wait = { waitForCompletion: true };
		const start = { resource: 'flowRun', operation: 'start', savedItemId };
		const started = await bench.runFast({ ...start, options: wait });
		const runId = String(started.items[0].json.run_id);
		const [resource, name] = operation.split('/');
		const { items, error } = await bench.run({ resource, operation: name, savedItemId, runId });
		expect(error).toBeUndefined();
		expectSchema(['Gumloop', `v1.0.0/${operation}`], items, ['outputs', 'inputs']);
	},
);

test('n8n knows the fields of the trigger before it has run (npm run schemas)', async () => {
	const { savedItemId } = bench.gumloop.addFlow(sampleFlow());
	const parameters = {
		authentication: 'apiKey',
		savedItemId: { __rl: true, mode: 'id', value: savedItemId },
	};
	const credentials = { gumloopApi: bench.credential };
	const trigger = new ActiveTrigger('gumloopTrigger', parameters, 'gumloopApi', credentials);
	await trigger.poll();
	bench.gumloop.addRun({ log: ['Done.'] }, savedItemId);
	expectSchema(['Gumloop', 'v1.0.0'], await trigger.poll(), ['outputs']);
});
