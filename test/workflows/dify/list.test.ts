import { keywordField } from '../../../nodes/DifyKnowledge/document/filters/keyword';
import { makeDocument, type KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import type { Fault } from '../../sandbox/faults';
import { Gathering } from '../../sandbox/gathering';
import { manyDocuments, sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify, type DifyRun } from '../engine/dify';

const bench = useDify();

const listOf = ({ id }: KnowledgeBase, more: object = {}) => ({
	operation: 'list',
	knowledgeBaseId: id,
	returnAll: true,
	...more,
});
const newestFirst = ({ documents }: KnowledgeBase) => documents.map(({ id }) => id).reverse();

describe('pages', () => {
	test.each([1, 99, 100, 101, 200, 450])(
		'lists all of %i documents, newest first',
		async (count) => {
			const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(count));
			const { items } = await bench.run(listOf(knowledgeBase));
			expect(items.map(({ json }) => json.id)).toEqual(newestFirst(knowledgeBase));
			expect(bench.asked('list')).toHaveLength(Math.ceil(count / 100));
		},
	);

	test('asks for 100 at a time, six pages at once', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(1200));
		// How many pages there are is known from the first one on.
		const others = new Gathering(6, 11);
		bench.dify.faults.schedule('list', (n) => (n > 1 ? others.fault : undefined));
		await bench.run(listOf(knowledgeBase));
		const asked = bench.asked('list');
		expect(asked.map(({ query }) => query.limit)).toEqual(Array(12).fill('100'));
		expect(others.most).toBe(6);
	});

	test('an empty knowledge base gives no items', async () => {
		const { items, error } = await bench.run(
			listOf(bench.dify.addKnowledgeBase({ name: 'Empty' })),
		);
		expect(error).toBeUndefined();
		expect(items).toEqual([]);
	});

	test('a document that is added while paging makes none come twice', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(350));
		const before = newestFirst(knowledgeBase);
		bench.dify.faults.nth('list', 2, addsADocument(knowledgeBase));
		const { items } = await bench.run(listOf(knowledgeBase));
		const ids = items.map(({ json }) => json.id);
		expect(new Set(ids).size).toBe(ids.length);
		expect(ids).toEqual(expect.arrayContaining(before));
	});

	test('a document that is added just before the last page, which is then full, loses none', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(200));
		const before = newestFirst(knowledgeBase);
		bench.dify.faults.nth('list', 2, addsADocument(knowledgeBase));
		const { items } = await bench.run(listOf(knowledgeBase));
		expect(items.map(({ json }) => json.id)).toEqual(before);
		expect(bench.asked('list').map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	test('a document that is deleted while paging makes none of the others go missing', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(250));
		bench.dify.faults.nth('list', 2, async (real) => {
			knowledgeBase.documents.pop();
			return await real();
		});
		const { items } = await bench.run(listOf(knowledgeBase));
		const ids = items.map(({ json }) => json.id);
		expect(ids).toEqual(expect.arrayContaining(newestFirst(knowledgeBase)));
	});

	test('a list of which something is deleted each time it is read is not passed on', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(250));
		bench.dify.faults.always('list', async (real, { url }) => {
			if (url.searchParams.get('page') === '2') knowledgeBase.documents.pop();
			return await real();
		});
		const { items, error } = await bench.run(listOf(knowledgeBase));
		expect(items).toEqual([]);
		expect(error?.message).toBe('Entries were deleted again and again while the list was read');
		expect(new Set(bench.asked('list').map(({ query }) => query.limit)).size).toBe(5);
	});

	function addsADocument(knowledgeBase: KnowledgeBase): Fault {
		return async (real) => {
			const position = knowledgeBase.documents.length + 1;
			const seed = { name: 'new.txt', content: 'new' };
			knowledgeBase.documents.push(makeDocument(seed, knowledgeBase.id, position));
			return await real();
		};
	}
});

describe('Limit', () => {
	test.each([
		[1, ['1']],
		[50, ['50']],
		[100, ['100']],
		[101, ['100', '100']],
		[250, ['100', '100', '100']],
	])('of %i asks for no more pages than it needs', async (limit, asked) => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(600));
		const { items } = await bench.run(listOf(knowledgeBase, { returnAll: false, limit }));
		expect(items.map(({ json }) => json.id)).toEqual(newestFirst(knowledgeBase).slice(0, limit));
		expect(bench.asked('list').map(({ query }) => query.limit)).toEqual(asked);
	});

	test('is 50 when nothing is said', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(60));
		const { items } = await bench.run({ operation: 'list', knowledgeBaseId: knowledgeBase.id });
		expect(items).toHaveLength(50);
	});

	test('counts what the filters leave, and stops as soon as it has enough', async () => {
		const documents = Array.from({ length: 500 }, (_, i) => ({
			name: i % 50 === 0 ? `${i}.pdf` : `${i}.txt`,
		}));
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Mixed', documents });
		const filters = { extensions: 'pdf' };
		const { items } = await bench.run(
			listOf(knowledgeBase, { returnAll: false, limit: 3, filters }),
		);
		expect(items.map(({ json }) => json.name)).toEqual(['450.pdf', '400.pdf', '350.pdf']);
		expect(bench.asked('list')).toHaveLength(2);
	});
});

describe('what Limit leaves out is told above the output', () => {
	const told = async (knowledgeBase: KnowledgeBase, more: object, settings: DifyRun = {}) => {
		const parameters = { ...listOf(knowledgeBase), returnAll: false, ...more };
		const { run, error } = await bench.run(parameters, settings);
		expect(error).toBeUndefined();
		return run.data.resultData.runData.Node[0].hints?.map(({ message }) => message);
	};
	const of = (count: number) => bench.dify.addKnowledgeBase(manyDocuments(count));
	const REST = 'Turn on Return All to get the rest.';

	test.each<[string, number, object, string]>([
		['newest first', 320, {}, '50 of 320 documents.'],
		['in another order', 320, { order: 'name', limit: 300 }, '300 of 320 documents.'],
		['of thousands', 1200, { limit: 1100 }, '1,100 of 1,200 documents.'],
		['of those with a keyword', 320, { keyword: '1', limit: 2 }, '2 of 149 documents.'],
		[
			'of what filters let through',
			320,
			{ filters: { extensions: 'txt, pdf, md, docx' }, limit: 3 },
			'There may be more documents than Limit lets through (3).',
		],
		[
			'of what filters let through, in another order',
			320,
			{ filters: { addedAfter: '2000-01-01' }, order: 'oldest', limit: 3 },
			'3 of 320 documents.',
		],
	])('%s', async (_what, count, more, message) => {
		expect(await told(of(count), more)).toEqual([`${message} ${REST}`]);
	});

	test.each<[string, number, object]>([
		['as many as there are', 50, {}],
		['more than there are', 3, {}],
		['no limit', 320, { returnAll: true }],
	])('with %s, nothing is', async (_what, count, more) => {
		expect(await told(of(count), more)).toEqual([]);
	});

	test('once for all input items', async () => {
		const items = [1, 2, 3].map((mark) => ({ json: { mark } }));
		const messages = [`50 of 60 documents. ${REST} Likewise for other input items: 2.`];
		expect(await told(of(60), {}, { items })).toEqual(messages);
	});

	test('for agents it is not, and the list comes all the same', async () => {
		expect(await told(of(60), {}, { asTool: true })).toEqual([]);
	});
});

describe('filters', () => {
	const names = ({ items }: Awaited<ReturnType<typeof bench.run>>) =>
		items.map(({ json }) => json.name);
	const filtered = async (filters: object, more: object = {}) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Filters',
			documents: [
				{ name: 'Report.PDF', displayStatus: 'archived' },
				{ name: 'report.docx', displayStatus: 'disabled' },
				{ name: 'notes.txt', displayStatus: 'error' },
				{ name: 'page', dataSourceType: 'notion_import' },
				{ name: 'gone.txt', uploadFileGone: true },
			],
		});
		return names(await bench.run(listOf(knowledgeBase, { filters, ...more })));
	};

	test('Keyword is matched by Dify, with case', async () => {
		expect(await filtered({}, { keyword: 'report' })).toEqual(['report.docx']);
		expect(bench.asked('list')[0].query).toMatchObject({ keyword: 'report' });
	});

	test('the field says what % and _ do, and that case counts', () => {
		const { description } = keywordField;
		expect(description).toContain('% stands for any text, _ for any single character');
		expect(description).toContain('Upper and lower case count');
	});

	test('a backslash in Keyword is a character like others; % and _ are not', async () => {
		const { id } = bench.dify.addKnowledgeBase({
			name: 'Backslashes',
			documents: [{ name: 'C:\\reports\\may.txt' }, { name: 'reports-june.txt' }],
		});
		const found = async (keyword: string) =>
			names(await bench.run({ operation: 'list', knowledgeBaseId: id, keyword }));
		expect(await found('\\reports\\')).toEqual(['C:\\reports\\may.txt']);
		expect(await found('reports_june')).toEqual(['reports-june.txt']);
		expect(await found('C%may')).toEqual(['C:\\reports\\may.txt']);
	});

	test.each([
		['archived', ['Report.PDF']],
		['disabled', ['report.docx']],
		['error', ['notes.txt']],
		['available', ['gone.txt', 'page']],
		['queuing', []],
		['indexing', []],
		['paused', []],
	])('Status %s is matched by Dify', async (status, expected) => {
		expect(await filtered({ status })).toEqual(expected);
	});

	test('Downloadable Only leaves out what has no original file', async () => {
		expect(await filtered({ downloadableOnly: true })).toEqual([
			'notes.txt',
			'report.docx',
			'Report.PDF',
		]);
		expect(await filtered({ downloadableOnly: false })).toHaveLength(5);
	});

	test.each(['pdf, docx', '.pdf\n*.DOCX', '["pdf","docx"]', ['pdf', 'docx']])(
		'File Extensions takes %j',
		async (extensions) => {
			expect(await filtered({ extensions })).toEqual(['report.docx', 'Report.PDF']);
		},
	);

	test('an empty filter filters nothing', async () => {
		expect(await filtered({ extensions: '' }, { keyword: '' })).toHaveLength(5);
		expect(bench.asked('list')[0].query).not.toHaveProperty('keyword');
	});
});

describe('Simplify', () => {
	test('gives the fields most people need, by the names of the API', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const { items } = await bench.run(listOf(knowledgeBase));
		const [pdf, , , , notion] = knowledgeBase.documents;
		expect(items.at(-1)!.json).toEqual({
			id: pdf.id,
			name: '請求書 2026-03.pdf',
			display_status: 'available',
			data_source_type: 'upload_file',
			downloadable: true,
			extension: 'pdf',
			size: (pdf.content as Buffer).length,
			word_count: 100,
			created_at: new Date(pdf.createdAt * 1000).toISOString(),
			metadata: expect.objectContaining({ year: '2026' }),
		});
		expect(items[0].json).toEqual({
			id: notion.id,
			name: 'Team handbook',
			display_status: 'available',
			data_source_type: 'notion_import',
			downloadable: false,
			extension: null,
			size: null,
			word_count: 100,
			created_at: new Date(notion.createdAt * 1000).toISOString(),
			metadata: expect.objectContaining({ department: 'Human resources' }),
		});
	});

	test('switched off gives the document as Dify sends it', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase(sampleKnowledgeBase());
		const { items } = await bench.run(listOf(knowledgeBase, { simplify: false }));
		const { json } = items.at(-1)!;
		expect(json).toMatchObject({
			doc_metadata: expect.arrayContaining([
				expect.objectContaining({ name: 'year', value: '2026' }),
			]),
			data_source_detail_dict: { upload_file: { extension: 'pdf' } },
			indexing_status: 'completed',
			need_summary: false,
		});
		expect(json).not.toHaveProperty('downloadable');
	});
});

test('each input item lists its own knowledge base, and its documents are paired with it', async () => {
	const one = bench.dify.addKnowledgeBase({ name: 'One', documents: [{ name: '1.txt' }] });
	const two = bench.dify.addKnowledgeBase({
		name: 'Two',
		documents: [{ name: '2.txt' }, { name: '3.txt' }],
	});
	const { items } = await bench.run(
		{ operation: 'list', knowledgeBaseId: { __rl: true, mode: 'id', value: '={{ $json.base }}' } },
		{ items: [{ json: { base: two.id } }, { json: { base: one.id } }] },
	);
	expect(items.map(({ json, pairedItem }) => [json.name, pairedItem])).toEqual([
		['3.txt', { item: 0 }],
		['2.txt', { item: 0 }],
		['1.txt', { item: 1 }],
	]);
});

test('of many input items only four are at work at once', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(3));
	const items = Array.from({ length: 20 }, () => ({ json: {} }));
	const lists = new Gathering(4, 20);
	bench.dify.faults.always('list', lists.fault);
	const result = await bench.run(listOf(knowledgeBase), { items });
	expect(result.items).toHaveLength(60);
	expect(lists.most).toBe(4);
});

test('an unknown knowledge base is told in plain words', async () => {
	const { error } = await bench.run({ operation: 'list', knowledgeBaseId: madeUpUuid('none') });
	expect(error?.message).toBe('The knowledge base was not found');
});
