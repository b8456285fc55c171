import { sampleKnowledgeBase, manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import { bytesOf as contentOf } from '../../sandbox/content';
import { useDify } from '../engine/dify';
import { bytesOf, type BinaryMode } from '../engine/run';
import { entriesOf } from '../engine/zip';

describe.each<[BinaryMode, boolean]>([
	['filesystem', true],
	['default', false],
])('binary data in mode %s', (mode, hasId) => {
	const bench = useDify({}, mode);

	test('takes a ZIP', async () => {
		const { id, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const { items, error } = await bench.run({
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'all',
		});
		expect(error).toBeUndefined();
		expect('id' in items[0].binary!.data).toBe(hasId);
		expect(items[0].binary!.data.mimeType).toBe('application/zip');
		expect((await entriesOf(await bytesOf(items[0]))).map(({ name }) => name)).toEqual(
			documents
				.slice(0, 4)
				.map(({ name }) => name)
				.reverse(),
		);
	});

	test('takes a ZIP that was joined of several parts', async () => {
		const { id, documents } = bench.dify.addKnowledgeBase(manyDocuments(25, 5000));
		const { items, error } = await bench.run({
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'all',
			options: { documentsPerRequest: 10 },
		});
		expect(error).toBeUndefined();
		expect(await entriesOf(await bytesOf(items[0]))).toEqual(
			[...documents].reverse().map(({ name, content }) => ({ name, bytes: contentOf(content) })),
		);
	});

	test('takes separate files', async () => {
		const { id, documents } = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const { items, error } = await bench.run({
			operation: 'downloadFiles',
			knowledgeBaseId: id,
			selection: 'all',
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(4);
		for (const [i, { name, content }] of documents.slice(0, 4).reverse().entries()) {
			expect('id' in items[i].binary!.data).toBe(hasId);
			expect(items[i].binary!.data.fileName).toBe(name);
			expect(await bytesOf(items[i])).toEqual(contentOf(content));
		}
	});
});
