import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { DifyKnowledge } from '../../../nodes/DifyKnowledge/DifyKnowledge.node';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { addDocument } from '../../sandbox/dify/changes';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { ActiveTrigger } from '../engine/poll';
import { expectSchema, operationsOf } from '../engine/schemas';

const bench = useDify();
let knowledgeBase: KnowledgeBase;

beforeAll(() => {
	const tags = [{ id: '3c90c3cc-0d44-4b50-8888-8dd25736052a', name: 'legal' }];
	knowledgeBase = bench.dify.addKnowledgeBase({ ...sampleKnowledgeBase(), tags });
});

test.each(operationsOf(new DifyKnowledge()))(
	'the editor shows the fields of %s before it has run (npm run schemas)',
	async (operation) => {
		const [resource, name] = operation.split('/');
		const { items, error } = await bench.run({
			resource,
			operation: name,
			knowledgeBaseId: knowledgeBase.id,
			documentId: knowledgeBase.documents[0].id,
			selection: 'all',
			options: {},
		});
		expect(error).toBeUndefined();
		expectSchema(['DifyKnowledge', `v1.0.0/${operation}`], items, ['metadata']);
	},
);

test('n8n knows the fields of the trigger before it has run (npm run schemas)', async () => {
	const items = await triggered({ events: ['added', 'ready', 'replaced', 'removed'] });
	expectSchema(['DifyKnowledge', 'v1.0.0'], items, ['metadata']);
});

/** What the trigger tells of a document that is added. */
async function triggered(parameters: INodeParameters): Promise<INodeExecutionData[]> {
	const { apiKey, apiRoot } = bench.dify;
	const watched = bench.dify.addKnowledgeBase({ name: 'Watched' });
	const trigger = new ActiveTrigger(
		'difyKnowledgeTrigger',
		{ knowledgeBaseId: { __rl: true, mode: 'id', value: watched.id }, ...parameters },
		'difyKnowledgeApi',
		{ difyKnowledgeApi: { apiKey, baseUrl: apiRoot } },
	);
	await trigger.poll();
	addDocument(watched, { name: 'a.txt', content: 'a' });
	return await trigger.poll();
}
