import { startDify, type DifyStandIn } from '../sandbox/dify';
import { bytesOf, runWorkflow, useBinaryData, workflowOf } from './engine/run';

let dify: DifyStandIn;
let removeBinaryData: () => void;

beforeAll(async () => {
	removeBinaryData = await useBinaryData();
	dify = await startDify();
});
afterAll(async () => {
	await dify.close();
	removeBinaryData();
});

test('smoke', async () => {
	const kb = dify.addKnowledgeBase({
		name: 'Handbook',
		documents: [
			{ name: 'a.txt', content: Buffer.from('aaa') },
			{ name: '日本.txt', content: Buffer.from('bbb') },
		],
	});
	const result = await runWorkflow(
		workflowOf(
			'difyKnowledge',
			{
				resource: 'document',
				operation: 'downloadFiles',
				knowledgeBaseId: { __rl: true, mode: 'id', value: kb.id },
				selection: 'all',
			},
			'difyKnowledgeApi',
		),
		{ credentials: { difyKnowledgeApi: { apiKey: dify.apiKey, baseUrl: dify.origin } } },
	);
	console.log(JSON.stringify(result.items, null, 1), result.error);
	expect((await bytesOf(result.items[0])).toString()).toBe('bbb');
});
