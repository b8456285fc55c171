import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();

async function listIn({ id }: KnowledgeBase, format: string, more: object = {}) {
	const { items, error } = await bench.run({
		operation: 'downloadZip',
		knowledgeBaseId: id,
		selection: 'all',
		options: { listOfDocuments: format, ...more },
	});
	expect(error).toBeUndefined();
	return { json: items[0].json, texts: await textsOf(await bytesOf(items[0])) };
}

const metadata = [
	{ id: 'y', name: 'year', type: 'number', value: 2026 },
	{ id: 's', name: 'size', type: 'string', value: 'A4, double' },
];

function add() {
	return bench.dify.addKnowledgeBase({
		name: 'Contracts',
		documents: [
			{ name: '契約書.txt', content: 'text', createdAt: 1_772_323_200, metadata },
			{
				name: 'page',
				dataSourceType: 'notion_import',
				createdAt: 1_772_323_100,
				chunks: ['words'],
			},
		],
	});
}

test('CSV tells of each document its file and what is known of it, with a column for each metadata field', async () => {
	const knowledgeBase = add();
	const { json, texts } = await listIn(knowledgeBase, 'csv');
	const [contract, page] = knowledgeBase.documents;
	const [head, ...lines] = texts['documents.csv'].split('\r\n');
	expect(head).toMatch(
		/^\uFEFFfile,document_id,name,display_status,created_at,size,data_source_type,left_out,year,metadata\.size/,
	);
	expect(lines[0]).toMatch(
		new RegExp(
			`^契約書\\.txt,${contract.id},契約書\\.txt,available,2026-03-01T00:00:00\\.000Z,4,upload_file,,2026,"A4, double"`,
		),
	);
	expect(lines[1]).toMatch(
		new RegExp(
			`^,${page.id},page,available,2026-02-28T23:58:20\\.000Z,,notion_import,not an uploaded file \\(notion_import\\),,`,
		),
	);
	expect(json).toMatchObject({ fileCount: 1, skippedCount: 1, files: [{ name: '契約書.txt' }] });
});

test('JSON has the same, with metadata as an object', async () => {
	const { texts } = await listIn(add(), 'json', { documentsWithoutOriginal: 'addAsText' });
	expect(JSON.parse(texts['documents.json'])).toEqual([
		expect.objectContaining({
			file: '契約書.txt',
			size: 4,
			left_out: null,
			metadata: expect.objectContaining({ size: 'A4, double' }),
		}),
		expect.objectContaining({ file: 'page.md', left_out: null, data_source_type: 'notion_import' }),
	]);
});

test('a time is text also where input items tell it as Dify does, in seconds', async () => {
	const { id, documents } = add();
	const items = [{ json: { id: documents[0].id, created_at: 1_772_323_200 } }];
	const parameters = {
		operation: 'downloadZip',
		knowledgeBaseId: id,
		selection: 'inputItems',
		options: { listOfDocuments: 'json' },
	};
	const [zip] = (await bench.run(parameters, { items })).items;
	const texts = await textsOf(await bytesOf(zip));
	expect(JSON.parse(texts['documents.json'])).toMatchObject([
		{ created_at: '2026-03-01T00:00:00.000Z' },
	]);
});

test('the list never collides with a document of its name', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Collision',
		documents: [{ name: 'documents.csv', content: 'mine' }],
	});
	const { texts } = await listIn(knowledgeBase, 'csv');
	expect(texts['documents.csv']).toBe('mine');
	expect(texts['documents (1).csv']).toContain('documents.csv');
});

test('names in the list are those in the ZIP, where they had to be changed', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Names',
		documents: [{ name: 'a.txt' }, { name: 'A.txt' }, { name: 'minutes', fromText: true }],
	});
	const { json, texts } = await listIn(knowledgeBase, 'json');
	const names = (JSON.parse(texts['documents.json']) as Array<{ file: string }>).map(
		({ file }) => file,
	);
	expect(names).toEqual((json.files as Array<{ name: string }>).map(({ name }) => name));
	expect(Object.keys(texts)).toEqual([...names, 'documents.json']);
});

test('each ZIP has a list of its own documents', async () => {
	const { items } = await bench.run({
		operation: 'downloadZip',
		knowledgeBaseId: bench.dify.addKnowledgeBase(sampleKnowledgeBase()).id,
		selection: 'all',
		options: { listOfDocuments: 'json', splitEvery: 3 },
	});
	const lists = [];
	for (const item of items) {
		const texts = await textsOf(await bytesOf(item));
		lists.push((JSON.parse(texts['documents.json']) as unknown[]).length);
	}
	expect(lists).toEqual([4, 1]);
});

test('another value is refused before any request', async () => {
	const { error } = await bench.run({
		operation: 'downloadZip',
		knowledgeBaseId: add().id,
		selection: 'all',
		options: { listOfDocuments: 'xml' },
	});
	expect(error?.message).toBe("'Add List of Documents' has a value that is not offered");
	expect(bench.dify.requests).toEqual([]);
});
