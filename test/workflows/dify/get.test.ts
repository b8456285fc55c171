import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';

const bench = useDify();

test('Document: Get gives the ten most useful fields, also when it was last changed', async () => {
	const { id: knowledgeBaseId, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const [{ id, name, updatedAt }] = documents;
	const parameters = { resource: 'document', operation: 'get', knowledgeBaseId, documentId: id };
	const { items, error } = await bench.run(parameters);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	const updated_at = new Date(updatedAt * 1000).toISOString();
	expect(items[0].json).toMatchObject({ id, name, updated_at, downloadable: true });
	expect(items[0].pairedItem).toEqual({ item: 0 });

	const { items: listed } = await bench.run({ ...parameters, operation: 'list' });
	const row = listed.find(({ json }) => json.id === id)!.json;
	expect({ ...items[0].json, data_source_type: 'upload_file' }).toEqual({ ...row, updated_at });
});

test.each(['document', 'knowledgeBase'])(
	'Get of a %s without Simplify gives it as Dify sends it',
	async (resource) => {
		const { id: knowledgeBaseId, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const documentId = documents[0].id;
		const parameters = { resource, operation: 'get', knowledgeBaseId, documentId, simplify: false };
		const { items } = await bench.run(parameters);
		expect(Object.keys(items[0].json).length).toBeGreaterThan(30);
		expect(typeof items[0].json.created_at).toBe('number');
	},
);

test('an agent gets the fields of one document that are named', async () => {
	const { id: knowledgeBaseId, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const parameters = { operation: 'get', knowledgeBaseId, documentId: documents[0].id };
	const output = { output: 'selectedFields', fields: 'name, downloadable, doc_language' };
	const { items } = await bench.run({ ...parameters, ...output }, { asTool: true });
	const { name } = documents[0];
	expect(items[0].json).toEqual({ name, downloadable: true, doc_language: 'English' });
});

test('a document that is not there is told in the words of one document', async () => {
	const { id: knowledgeBaseId } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const documentId = madeUpUuid('none');
	const parameters = { operation: 'get', knowledgeBaseId, documentId };
	const { error } = await bench.run(parameters);
	expect(error?.message).toBe('The document is not in this knowledge base');
});

test('Knowledge Base: Get gives the ten most useful fields of one, also with a key that cannot list them', async () => {
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
		document_count: 0,
	});
	expect(Object.keys(items[0].json)).toHaveLength(10);
	const gone = await bench.run({ ...parameters, knowledgeBaseId: madeUpUuid('none') });
	expect(gone.error?.message).toBe('The knowledge base was not found');
});
