import { DifyKnowledge } from '../../../nodes/DifyKnowledge/DifyKnowledge.node';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { useDify } from '../engine/dify';

const bench = useDify();
let knowledgeBase: KnowledgeBase;

beforeAll(() => {
	knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'For agents',
		documents: [{ name: 'a.txt', content: 'aaa' }],
	});
});

/** What the model filled in stands in the input item; the parameters take it from there. */
const asTool = async (parameters: object, filledIn: object) =>
	await bench.run(parameters as never, {
		asTool: true,
		items: [{ json: filledIn as never }],
	});

test('agents may use the node as a tool', () => {
	expect(new DifyKnowledge().description.usableAsTool).toBe(true);
});

test.each([
	['list', { name: 'a.txt' }],
	['getText', { name: 'a.txt', text: 'aaa', truncated: false }],
	['getDownloadUrl', { documentId: expect.any(String) as string }],
	['downloadZip', { fileCount: 1, files: [{ name: 'a.txt' }] }],
	['downloadFiles', { fileName: 'a.txt', bytes: 3 }],
])('%s takes ids as plain texts and gives useful json beside the file', async (operation, json) => {
	const { items, error } = await asTool(
		{
			operation,
			knowledgeBaseId: '={{ $json.base }}',
			documentId: '={{ $json.document }}',
			selection: operation === 'downloadZip' ? 'ids' : 'all',
			documentIds: '={{ $json.document }}',
		},
		{ base: knowledgeBase.id, document: knowledgeBase.documents[0].id },
	);
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject(json);
});

test('what a model fills into a picker is taken as an ID', async () => {
	const { items } = await asTool(
		{
			operation: 'list',
			knowledgeBaseId: { __rl: true, mode: 'list', value: '={{ $json.base }}' },
		},
		{ base: `https://cloud.dify.ai/datasets/${knowledgeBase.id}/documents` },
	);
	expect(items.map(({ json }) => json.name)).toEqual(['a.txt']);
});

describe('what an agent gets to read of a list', () => {
	const listed = async (parameters: object) =>
		await asTool({ operation: 'list', knowledgeBaseId: knowledgeBase.id, ...parameters }, {});

	test('has ten fields at most', async () => {
		const { items } = await listed({});
		expect(items[0].json).toMatchObject({ name: 'a.txt', downloadable: true });
		expect(items[0].json).not.toHaveProperty('data_source_detail_dict');
	});

	test('is everything with Raw', async () => {
		const { items } = await listed({ output: 'raw' });
		expect(items[0].json).toHaveProperty('data_source_detail_dict');
		expect(items[0].json).not.toHaveProperty('downloadable');
	});

	test('is what is named with Selected Fields, of both forms', async () => {
		const fields = 'name, downloadable, indexing_status, toString';
		const { items } = await listed({ output: 'selectedFields', fields });
		expect(items[0].json).toEqual({
			name: 'a.txt',
			downloadable: true,
			indexing_status: 'completed',
		});
	});

	test('has to be named with Selected Fields', async () => {
		const { error } = await listed({ output: 'selectedFields', fields: ' ' });
		expect(error).toMatchObject({
			message: expect.stringContaining("'Fields' is empty") as string,
		});
		expect(bench.dify.requests).toEqual([]);
	});

	test('is for agents alone: a workflow has Simplify', async () => {
		const parameters = { operation: 'list', knowledgeBaseId: knowledgeBase.id, output: 'raw' };
		const { items } = await bench.run(parameters as never);
		expect(items[0].json).toHaveProperty('downloadable');
	});
});
