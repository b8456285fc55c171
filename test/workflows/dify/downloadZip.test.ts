import { entriesOf, textsOf } from '../engine/zip';
import { bytesOf as contentOf } from '../../sandbox/content';
import type { KnowledgeBase, KnowledgeDocument } from '../../sandbox/dify/knowledgeBase';
import { answerWith } from '../../sandbox/faults';
import { Gathering } from '../../sandbox/gathering';
import { manyDocuments, sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';

const bench = useDify();

const zipOf = ({ id }: KnowledgeBase, more: object = {}) => ({
	operation: 'downloadZip',
	knowledgeBaseId: id,
	selection: 'all',
	...more,
});
const texts = (...names: string[]) => names.map((name) => ({ name, content: `text of ${name}` }));
const askedIds = () =>
	bench.asked('downloadZip').map(({ body }) => JSON.parse(body) as { document_ids: string[] });

describe('all documents that match the filters', () => {
	test('become one item with one ZIP of the originals, newest first', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const { items, error } = await bench.run(zipOf(knowledgeBase));
		expect(error).toBeUndefined();
		expect(items).toHaveLength(1);
		const [{ json, binary, pairedItem }] = items;
		const uploaded = knowledgeBase.documents.slice(0, 4).reverse();
		const zip = await bytesOf(items[0]);
		expect(await entriesOf(zip)).toEqual(
			uploaded.map(({ name, content }) => ({ name, bytes: contentOf(content) })),
		);
		expect(json).toEqual({
			fileName: 'Sample documents.zip',
			fileCount: 4,
			skippedCount: 1,
			bytes: zip.length,
			knowledgeBaseId: knowledgeBase.id,
			knowledgeBaseName: 'Sample documents',
			files: uploaded.map(({ id, name, content }) => ({
				name,
				bytes: contentOf(content).length,
				documentId: id,
			})),
			skipped: [
				{
					documentId: knowledgeBase.documents[4].id,
					name: 'Team handbook',
					reason: 'not an uploaded file (notion_import)',
				},
			],
		});
		expect(Object.keys(json).slice(-2)).toEqual(['files', 'skipped']);
		expect(binary!.data).toMatchObject({
			fileName: 'Sample documents.zip',
			mimeType: 'application/zip',
			fileExtension: 'zip',
		});
		expect(pairedItem).toEqual([{ item: 0 }]);
	});

	test('archived, disabled, erroneous and still indexing documents come too', async () => {
		const states = ['archived', 'disabled', 'error', 'indexing', 'queuing', 'paused'] as const;
		const documents = states.map((displayStatus) => ({ name: displayStatus, displayStatus }));
		const { items } = await bench.run(
			zipOf(bench.dify.addKnowledgeBase({ name: 'States', documents })),
		);
		expect(items[0].json).toMatchObject({ fileCount: 6, skipped: [] });
	});

	test('what is not an uploaded file, or lost it, is left out and listed with the reason', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Mixed',
			documents: [
				{ name: 'kept.txt' },
				{ name: 'site', dataSourceType: 'website_crawl' },
				{ name: 'pipeline.pdf', dataSourceType: 'local_file' },
				{ name: 'drive', dataSourceType: 'online_document' },
				{ name: 'gone.txt', uploadFileGone: true },
			],
		});
		const { items } = await bench.run(zipOf(knowledgeBase));
		const [kept, site, pipeline, drive, gone] = knowledgeBase.documents;
		expect(askedIds()).toEqual([{ document_ids: [kept.id] }]);
		expect(items[0].json.skipped).toEqual([
			{
				documentId: gone.id,
				name: 'gone.txt',
				reason: 'its original file is no longer on the server',
			},
			{ documentId: drive.id, name: 'drive', reason: 'not an uploaded file (online_document)' },
			{
				documentId: pipeline.id,
				name: 'pipeline.pdf',
				reason: 'not an uploaded file (local_file)',
			},
			{ documentId: site.id, name: 'site', reason: 'not an uploaded file (website_crawl)' },
		]);
	});

	test('filters narrow them', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Narrow',
			documents: [
				{ name: 'plan a.pdf' },
				{ name: 'plan b.txt' },
				{ name: 'plan c.pdf', displayStatus: 'archived' },
				{ name: 'other.pdf' },
			],
		});
		const filters = { status: ['available'], extensions: 'pdf' };
		const { items } = await bench.run(zipOf(knowledgeBase, { keyword: 'plan', filters }));
		expect(items[0].json.files).toMatchObject([{ name: 'plan a.pdf' }]);
	});

	test.each([
		['an empty knowledge base', [], {}, 'No document was found that matches'],
		[
			'one where nothing matches',
			texts('a'),
			{ extensions: 'pdf' },
			'No document was found that matches',
		],
		[
			'one without uploaded files',
			[{ name: 'n', dataSourceType: 'notion_import' as const }],
			{},
			'None of the documents could be downloaded',
		],
	])(
		'%s gives an item without a file that names it and says why, or none by an option',
		async (_, documents, filters, reason) => {
			const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Empty', documents });
			const { items, error } = await bench.run(zipOf(knowledgeBase, { filters }));
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
			const { json, binary, pairedItem } = items[0];
			const { id: knowledgeBaseId } = knowledgeBase;
			expect(json).toMatchObject({ knowledgeBaseId, knowledgeBaseName: 'Empty', reason });
			expect(json).toMatchObject({ fileCount: 0, skippedCount: (json.skipped as []).length });
			expect({ binary, pairedItem }).toEqual({ binary: undefined, pairedItem: [{ item: 0 }] });
			expect(bench.asked('downloadZip')).toEqual([]);

			const options = { noItemWhenEmpty: true };
			expect((await bench.run(zipOf(knowledgeBase, { filters, options }))).items).toEqual([]);
		},
	);
});

describe('more than 100 documents', () => {
	test('are fetched 100 at a time and become one ZIP in the order of the documents', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(250, 300));
		const { items } = await bench.run(zipOf(knowledgeBase));
		const newestFirst = [...knowledgeBase.documents].reverse();
		expect(askedIds().map((body) => body.document_ids.length)).toEqual([100, 100, 50]);
		expect(items).toHaveLength(1);
		const entries = await entriesOf(await bytesOf(items[0]));
		expect(entries).toEqual(newestFirst.map(asEntry));
		expect(items[0].json.files).toEqual(
			newestFirst.map(({ id, name }) => ({ name, bytes: 300, documentId: id })),
		);
	});

	test('of the same name get different names in the ZIP, each with its own document', async () => {
		const documents = Array.from({ length: 102 }, (_, i) => ({
			name: 'same.txt',
			content: `${i}`,
		}));
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Same', documents });
		const { items } = await bench.run(zipOf(knowledgeBase));
		const files = items[0].json.files as Array<{ name: string; documentId: string }>;
		const entries = await textsOf(await bytesOf(items[0]));
		expect(new Set(files.map(({ name }) => name)).size).toBe(102);
		for (const { name, documentId } of files) {
			const document = knowledgeBase.documents.find(({ id }) => id === documentId);
			expect(entries[name]).toBe(document?.content);
		}
	});

	test.each([1, 2, 4])("'Requests at Once' %i has as many under way", async (requestsAtOnce) => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(60, 10));
		const options = { documentsPerRequest: 10, requestsAtOnce };
		const parts = new Gathering(requestsAtOnce, 6);
		bench.dify.faults.always('downloadZip', parts.fault);
		const { items } = await bench.run(zipOf(knowledgeBase, { options }));
		expect(items[0].json.fileCount).toBe(60);
		expect(bench.asked('downloadZip')).toHaveLength(6);
		expect(parts.most).toBe(requestsAtOnce);
	});

	test("'Split Every N Documents' makes several numbered ZIPs", async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Split',
			documents: [
				...texts('e.txt', 'd.txt', 'c.txt', 'b.txt', 'a.txt'),
				{ name: 'n', dataSourceType: 'notion_import' },
			],
		});
		const options = { splitEvery: 2 };
		const { items } = await bench.run(zipOf(knowledgeBase, { options }));
		expect(items.map(({ json }) => json.fileName)).toEqual([
			'Split-1-of-3.zip',
			'Split-2-of-3.zip',
			'Split-3-of-3.zip',
		]);
		expect(items.map(({ binary }) => binary!.data.fileName)).toEqual(
			items.map(({ json }) => json.fileName),
		);
		const names = await Promise.all(
			items.map(async (item) => Object.keys(await textsOf(await bytesOf(item)))),
		);
		expect(names).toEqual([['a.txt', 'b.txt'], ['c.txt', 'd.txt'], ['e.txt']]);
		expect(items.map(({ json }) => (json.skipped as unknown[]).length)).toEqual([1, 0, 0]);
	});

	test('a knowledge base that fits into one part keeps its plain name', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Fits',
			documents: texts('a.txt', 'b.txt'),
		});
		const { items } = await bench.run(zipOf(knowledgeBase, { options: { splitEvery: 2 } }));
		expect(items.map(({ json }) => json.fileName)).toEqual(['Fits.zip']);
	});
});

describe('the input items', () => {
	test('make one archive all together, paired with all of them', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Input',
			documents: texts('a.txt', 'b.txt', 'c.txt'),
		});
		const [a, b, c] = knowledgeBase.documents;
		const { items } = await bench.run(zipOf(knowledgeBase, { selection: 'inputItems' }), {
			items: [c, a, b, a].map(({ id }) => ({ json: { id } })),
		});
		expect(items).toHaveLength(1);
		expect(Object.keys(await textsOf(await bytesOf(items[0])))).toEqual([
			'c.txt',
			'a.txt',
			'b.txt',
		]);
		expect(items[0].pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }, { item: 3 }]);
		expect(askedIds()).toEqual([{ document_ids: [c.id, a.id, b.id] }]);
		expect(bench.asked('list')).toEqual([]);
	});

	test.each(['document', 'deep.document'])("'Document ID Field' may be %s", async (field) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Field', documents: texts('a.txt') });
		const id = ` ${knowledgeBase.documents[0].id.toUpperCase()} `;
		const { items } = await bench.run(
			zipOf(knowledgeBase, { selection: 'inputItems', documentIdField: field }),
			{ items: [{ json: { document: id, deep: { document: id } } }] },
		);
		expect(items[0].json.files).toMatchObject([{ name: 'a.txt' }]);
	});

	test('may be what List gives, simplified or raw', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Lists',
			documents: texts('a.txt', 'b.txt'),
		});
		for (const simplify of [true, false]) {
			const listed = await bench.run({
				operation: 'list',
				knowledgeBaseId: knowledgeBase.id,
				simplify,
			});
			const { items } = await bench.run(zipOf(knowledgeBase, { selection: 'inputItems' }), {
				items: listed.items,
			});
			expect(items[0].json.files).toMatchObject([{ name: 'b.txt' }, { name: 'a.txt' }]);
		}
	});

	test('may have fields of other services that only look like those of List', async () => {
		const content = { bytes: 17 * 1024 ** 2, seed: 1 };
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Alike',
			documents: [{ name: 'large.txt', content }, ...texts('a.txt')],
		});
		const { items, error } = await bench.run(
			zipOf(knowledgeBase, { selection: 'inputItems', options: { documentsPerRequest: 1 } }),
			{
				items: knowledgeBase.documents.map(({ id }) => ({
					json: { id, size: 17, created_at: 1e20 },
				})),
			},
		);
		expect(error).toBeUndefined();
		expect(items[0].json.files).toMatchObject([{ bytes: content.bytes }, { name: 'a.txt' }]);
		const dosDate = (await bytesOf(items[0])).readUInt16LE(12);
		expect(dosDate).toBeGreaterThan(0);
	});

	test('that List marks as not downloadable are told by their number, or skipped on request', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Marked',
			documents: [...texts('a.txt'), { name: 'page', dataSourceType: 'notion_import' }],
		});
		const listed = await bench.run({ operation: 'list', knowledgeBaseId: knowledgeBase.id });
		bench.dify.requests.length = 0;
		const parameters = zipOf(knowledgeBase, { selection: 'inputItems' });
		const refused = await bench.run(parameters, { items: listed.items });
		expect(refused.error?.message).toBe(
			'The document of item 0 (the first is item 0) cannot be downloaded',
		);
		expect(bench.dify.requests).toEqual([]);

		const { items } = await bench.run(
			{ ...parameters, options: { skipUnavailable: true } },
			{ items: listed.items },
		);
		expect(items[0].json).toMatchObject({
			files: [{ name: 'a.txt' }],
			skipped: [{ name: 'page', reason: 'it has no original file' }],
		});
	});
});

describe('IDs', () => {
	test.each<[string, (ids: string[]) => unknown]>([
		['an array', (ids) => ids],
		['JSON', (ids) => JSON.stringify(ids)],
		['commas', (ids) => ids.join(', ')],
		['lines', (ids) => ids.join('\n')],
		['lines of Windows with commas', (ids) => ids.join(',\r\n')],
		['quotes around them', (ids) => ids.map((id) => `"${id}"`).join(',')],
		['upper case and repeats', (ids) => [...ids, ids[0].toUpperCase()].join(',')],
	])('may be given as %s', async (_, written) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'IDs',
			documents: texts('a.txt', 'b.txt'),
		});
		const [a, b] = knowledgeBase.documents.map(({ id }) => id);
		const { items, error } = await bench.run(
			zipOf(knowledgeBase, { selection: 'ids', documentIds: '={{ $json.ids }}' }),
			{ items: [{ json: { ids: written([b, a]) as string } }] },
		);
		expect(error).toBeUndefined();
		expect(Object.keys(await textsOf(await bytesOf(items[0])))).toEqual(['b.txt', 'a.txt']);
		expect(askedIds()).toEqual([{ document_ids: [b, a] }]);
	});

	test('of several input items make one archive each', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Each',
			documents: texts('a.txt', 'b.txt'),
		});
		const { items } = await bench.run(
			zipOf(knowledgeBase, { selection: 'ids', documentIds: '={{ $json.id }}' }),
			{ items: knowledgeBase.documents.map(({ id }) => ({ json: { id } })) },
		);
		expect(items.map(({ json }) => json.files)).toMatchObject([
			[{ name: 'a.txt' }],
			[{ name: 'b.txt' }],
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }], [{ item: 1 }]]);
	});
});

describe('the name of the ZIP', () => {
	const nameOf = async (name: string, more: object = {}) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({ name, documents: texts('a.txt') });
		const { items } = await bench.run(zipOf(knowledgeBase, more));
		expect(items[0].binary!.data.fileName).toBe(items[0].json.fileName);
		return { fileName: items[0].json.fileName, id: knowledgeBase.id };
	};

	test('is the name of the knowledge base as the picker showed it, without asking Dify', async () => {
		const { id } = bench.dify.addKnowledgeBase({
			name: 'On the server',
			documents: texts('a.txt'),
		});
		const picked = { __rl: true, mode: 'list', value: id, cachedResultName: 'As picked' };
		const { items } = await bench.run(zipOf({ id } as KnowledgeBase, { knowledgeBaseId: picked }));
		expect(items[0].json.fileName).toBe('As picked.zip');
		expect(bench.asked('knowledgeBase')).toEqual([]);
	});

	test('is what Dify tells where nothing was picked', async () => {
		expect((await nameOf('社内 "規程" 📚')).fileName).toBe('社内 "規程" 📚.zip');
	});

	test('holds no folders', async () => {
		expect((await nameOf('HR / Legal')).fileName).toBe('HR _ Legal.zip');
	});

	test.each([
		['refuses', answerWith(403, { message: 'no' })],
		['fails', answerWith(500, { message: 'Internal Server Error' })],
		['gives no name', answerWith(200, { id: '1' })],
		['answers with a page', answerWith(200, '<html>', { 'Content-Type': 'text/html' })],
	])('begins with the ID when Dify %s, and the download goes on', async (_, fault) => {
		bench.dify.faults.always('knowledgeBase', fault);
		const { fileName, id } = await nameOf('Never told');
		expect(fileName).toBe(`knowledge-base-${id.slice(0, 8)}.zip`);
		expect(bench.asked('knowledgeBase')).toHaveLength(1);
	});

	test.each([
		['handbook', 'handbook.zip'],
		['handbook.zip', 'handbook.zip'],
		['Handbook.ZIP', 'Handbook.zip'],
		[' 手引き.zip ', '手引き.zip'],
	])("'File Name' %j gives %j", async (given, expected) => {
		const { fileName } = await nameOf('Not this', { options: { fileName: given } });
		expect(fileName).toBe(expected);
	});

	test("an empty 'File Name' counts as none", async () => {
		expect((await nameOf('Own name', { options: { fileName: ' ' } })).fileName).toBe(
			'Own name.zip',
		);
	});
});

test("'Put Output File in Field' names the binary field", async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Field', documents: texts('a.txt') });
	const { items } = await bench.run(zipOf(knowledgeBase, { binaryPropertyName: 'archive' }));
	expect(Object.keys(items[0].binary!)).toEqual(['archive']);
	expect(await textsOf(await bytesOf(items[0], 'archive'))).toEqual({ 'a.txt': 'text of a.txt' });
});

test('each input item may have its own knowledge base', async () => {
	const bases = ['One', 'Two', 'Three'].map((name) =>
		bench.dify.addKnowledgeBase({ name, documents: texts(`${name}.txt`) }),
	);
	const { items } = await bench.run(
		{
			operation: 'downloadZip',
			knowledgeBaseId: { __rl: true, mode: 'id', value: '={{ $json.base }}' },
			selection: 'all',
		},
		{ items: bases.map(({ id }) => ({ json: { base: id } })) },
	);
	expect(items.map(({ json }) => [json.fileName, json.knowledgeBaseId])).toEqual(
		bases.map(({ id, name }) => [`${name}.zip`, id]),
	);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		[{ item: 0 }],
		[{ item: 1 }],
		[{ item: 2 }],
	]);
});

function asEntry({ name, content }: KnowledgeDocument) {
	return { name, bytes: contentOf(content) };
}
