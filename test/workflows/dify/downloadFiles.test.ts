import { bytesOf as contentOf } from '../../sandbox/content';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { manyDocuments, sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';

const bench = useDify();

const filesOf = ({ id }: KnowledgeBase, more: object = {}) => ({
	operation: 'downloadFiles',
	knowledgeBaseId: id,
	selection: 'all',
	...more,
});

test('each original is an item of its own, with its name, type, bytes and fields', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const { items, error } = await bench.run(filesOf(knowledgeBase));
	expect(error).toBeUndefined();
	const uploaded = knowledgeBase.documents.slice(0, 4).reverse();
	expect(items).toHaveLength(4);
	for (const [i, { id, name, mimeType, content }] of uploaded.entries()) {
		const { json, binary, pairedItem } = items[i];
		const bytes = contentOf(content);
		expect(binary!.data).toMatchObject({ fileName: name, mimeType });
		expect(await bytesOf(items[i])).toEqual(bytes);
		expect(json).toMatchObject({
			id,
			name,
			display_status: 'available',
			fileName: name,
			bytes: bytes.length,
		});
		expect(pairedItem).toEqual({ item: 0 });
	}
	expect(items.map(({ binary }) => binary!.data.fileExtension)).toEqual([
		'xlsx',
		'png',
		'txt',
		'pdf',
	]);
});

test('they come out of one ZIP for 100 documents, in the order of the documents', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(130, 50));
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items.map(({ json }) => json.fileName)).toEqual(
		knowledgeBase.documents.map(({ name }) => name).reverse(),
	);
	expect(bench.dify.requests.map(({ endpoint }) => endpoint).sort()).toEqual([
		'downloadZip',
		'downloadZip',
		'knowledgeBase',
		'list',
		'list',
	]);
	const last = knowledgeBase.documents[0];
	expect(await bytesOf(items[129])).toEqual(contentOf(last.content));
});

test('documents of the same name keep it, each with its own bytes', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Same',
		documents: [
			{ name: 'same.txt', content: '1' },
			{ name: 'same.txt', content: '2' },
		],
	});
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items.map(({ json }) => json.fileName)).toEqual(['same.txt', 'same.txt']);
	expect((await bytesOf(items[0])).toString()).toBe('2');
	expect((await bytesOf(items[1])).toString()).toBe('1');
});

test('a document that was renamed in Dify gives the file its original name', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Renamed',
		documents: [{ name: 'Contract 2026', fileName: 'scan.pdf', content: 'pdf' }],
	});
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items[0].json).toMatchObject({ name: 'Contract 2026', fileName: 'scan.pdf' });
});

test('a text without an extension in its name opens with a double click', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Texts',
		documents: [{ name: 'A note', content: 'テキスト', mimeType: 'text/plain' }],
	});
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items[0].binary!.data).toMatchObject({ fileName: 'A note.txt', mimeType: 'text/plain' });
	expect(items[0].json).toMatchObject({ name: 'A note', fileName: 'A note.txt' });
	expect((await bytesOf(items[0])).toString()).toBe('テキスト');
});

test('a Japanese text whose size Dify stored in characters comes whole', async () => {
	const content = '議事録'.repeat(1000);
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Characters',
		documents: [{ name: '議事録.txt', content, storedSize: 3000 }],
	});
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect((await bytesOf(items[0])).toString()).toBe(content);
});

test.each(['../../etc/passwd', 'C:\\Windows\\system.ini', '/absolute.txt'])(
	'a file called %s gets a name without folders',
	async (name) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Paths', documents: [{ name }] });
		const { items } = await bench.run(filesOf(knowledgeBase));
		expect(items[0].json.fileName).not.toMatch(/[/\\]/);
		expect(items[0].binary!.data.fileName).toBe(items[0].json.fileName);
	},
);

test('an empty file comes as an empty file', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Zero',
		documents: [{ name: 'zero.txt', content: '' }],
	});
	const { items, error } = await bench.run(filesOf(knowledgeBase));
	expect(error).toBeUndefined();
	expect(items[0].json).toMatchObject({ fileName: 'zero.txt', bytes: 0 });
	expect(await bytesOf(items[0])).toHaveLength(0);
});

test('what was left out is listed with the first file', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Left out',
		documents: [
			{ name: 'b.txt' },
			{ name: 'page', dataSourceType: 'notion_import' },
			{ name: 'a.txt' },
		],
	});
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items.map(({ json }) => json.skipped)).toEqual([
		[
			{
				documentId: knowledgeBase.documents[1].id,
				name: 'page',
				reason: 'not an uploaded file (notion_import)',
			},
		],
		undefined,
	]);
});

test('an empty selection gives an item without a file that says so, or none by an option', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'None' });
	const { items, error } = await bench.run(filesOf(knowledgeBase));
	expect(error).toBeUndefined();
	expect(items).toHaveLength(1);
	expect(items[0].json).toMatchObject({
		knowledgeBaseName: 'None',
		reason: 'No document was found that matches',
	});
	expect(items[0].binary).toBeUndefined();
	const options = { noItemWhenEmpty: true };
	expect((await bench.run(filesOf(knowledgeBase, { options }))).items).toEqual([]);
	expect(bench.asked('downloadZip')).toEqual([]);
});

test("the knowledge base's name comes along as the name of a folder", async () => {
	const documents = [{ name: 'a.txt' }];
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'HR / Legal', documents });
	const { items } = await bench.run(filesOf(knowledgeBase));
	expect(items[0].json).toMatchObject({ fileName: 'a.txt', folder: 'HR _ Legal' });
});

test('filters narrow the selection', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const { items } = await bench.run(filesOf(knowledgeBase, { filters: { extensions: 'png' } }));
	expect(items.map(({ json }) => json.fileName)).toEqual(['team "alpha" photo.png']);
	expect(items[0].json).not.toHaveProperty('skipped');
});

test('the input items are fetched together; each file is paired with its item and keeps its fields', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const [pdf, text] = knowledgeBase.documents;
	const { items } = await bench.run(filesOf(knowledgeBase, { selection: 'inputItems' }), {
		items: [text, pdf].map(({ id, name }) => ({ json: { id, label: `my ${name}` } })),
	});
	expect(
		items.map(({ json, pairedItem }) => [json.id, json.label, json.fileName, pairedItem]),
	).toEqual([
		[text.id, `my ${text.name}`, text.name, { item: 0 }],
		[pdf.id, `my ${pdf.name}`, pdf.name, { item: 1 }],
	]);
	expect(bench.asked('downloadZip')).toHaveLength(1);
	expect(bench.asked('list')).toEqual([]);
});

test('ids by hand give names and types without a list', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
	const [pdf, text, image] = knowledgeBase.documents;
	const documentIds = [image, pdf, text].map(({ id }) => id).join('\n');
	const { items } = await bench.run(filesOf(knowledgeBase, { selection: 'ids', documentIds }));
	expect(items.map(({ json, binary }) => [json.id, json.fileName, binary!.data.mimeType])).toEqual([
		[image.id, image.name, 'image/png'],
		[pdf.id, pdf.name, 'application/pdf'],
		[text.id, text.name, 'text/plain'],
	]);
	expect(bench.asked('list')).toEqual([]);
});

test("'Put Output File in Field' names the binary field", async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Field', documents: [{ name: 'a' }] });
	const { items } = await bench.run(filesOf(knowledgeBase, { binaryPropertyName: 'original' }));
	expect(Object.keys(items[0].binary!)).toEqual(['original']);
});

test('each input item may have its own knowledge base', async () => {
	const bases = ['One', 'Two'].map((name) =>
		bench.dify.addKnowledgeBase({ name, documents: [{ name: `${name}.txt` }] }),
	);
	const { items } = await bench.run(
		{ operation: 'downloadFiles', knowledgeBaseId: '={{ $json.base }}', selection: 'all' },
		{ items: bases.map(({ id }) => ({ json: { base: id } })) },
	);
	expect(items.map(({ json, pairedItem }) => [json.fileName, pairedItem])).toEqual([
		['One.txt', { item: 0 }],
		['Two.txt', { item: 1 }],
	]);
});

test('when not one document could be had, an item without a file tells which and why', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Of another', documents: [] });
	const unknown = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
	const { items, error } = await bench.run(
		filesOf(knowledgeBase, {
			selection: 'ids',
			documentIds: unknown,
			options: { skipUnavailable: true },
		}),
	);
	expect(error).toBeUndefined();
	expect(items).toEqual([
		{
			json: {
				fileCount: 0,
				skippedCount: 1,
				bytes: 0,
				reason: 'None of the documents could be downloaded',
				knowledgeBaseId: knowledgeBase.id,
				knowledgeBaseName: 'Of another',
				skipped: [{ documentId: unknown, name: null, reason: expect.stringContaining('not in') }],
			},
			pairedItem: [{ item: 0 }],
		},
	]);
});

test.each(['text/html\r\nX-Injected: a', 'x'.repeat(100_000), 'pdf'])(
	'a media type that is none (%#) is taken from the name instead',
	async (mimeType) => {
		const documents = [{ name: 'a.pdf', content: 'x', mimeType }];
		const { id } = bench.dify.addKnowledgeBase({ name: 'Types', documents });
		const parameters = { operation: 'downloadFiles', knowledgeBaseId: id, selection: 'all' };
		const { items } = await bench.run(parameters);
		expect(items[0].binary!.data.mimeType).toBe('application/pdf');
	},
);
