import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';

const bench = useDify();

test('Document: Get gives all fields of one document, also when it was last changed', async () => {
	const { id: knowledgeBaseId, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const [{ id, name, updatedAt }] = documents;
	const parameters = { resource: 'document', operation: 'get', knowledgeBaseId, documentId: id };
	const { items, error } = await bench.run(parameters);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({ id, name, updated_at: updatedAt, doc_language: 'English' });
	expect(items[0].pairedItem).toEqual({ item: 0 });
});

test('a document that is not there is told in the words of one document', async () => {
	const { id: knowledgeBaseId } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const documentId = madeUpUuid('none');
	const parameters = { operation: 'get', knowledgeBaseId, documentId };
	const { error } = await bench.run(parameters);
	expect(error?.message).toBe('The document is not in this knowledge base');
});

test('Knowledge Base: Get gives all fields of one, also with a key that cannot list them', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Handbook' });
	const apiKey = bench.dify.addLimitedKey(knowledgeBase);
	const parameters = {
		resource: 'knowledgeBase',
		operation: 'get',
		knowledgeBaseId: knowledgeBase.id,
	};
	const { items } = await bench.run(parameters, { credential: { apiKey } });
	expect(items[0].json).toMatchObject({
		id: knowledgeBase.id,
		name: 'Handbook',
		provider: 'vendor',
	});
	const gone = await bench.run({ ...parameters, knowledgeBaseId: madeUpUuid('none') });
	expect(gone.error?.message).toBe('The knowledge base was not found');
});
