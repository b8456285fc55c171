import { gumloopZip } from '../../sandbox/gumloop/zip';
import { answerWith, type Fault } from '../../sandbox/faults';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { readWithYauzl } from '../../unit/shared/archive/writers';
import { useDify } from '../engine/dify';
import { bytesOf, type Result } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();
const WRONG_ORDER = 'The archive holds other files than were asked for, or in another order';

const all = ({ id }: KnowledgeBase, more: object = {}) => ({
	knowledgeBaseId: id,
	selection: 'all',
	...more,
});
const byIds = ({ id, documents }: KnowledgeBase, more: object = {}) => ({
	knowledgeBaseId: id,
	selection: 'ids',
	documentIds: documents.map((document) => document.id),
	...more,
});
const operations = ['downloadZip', 'downloadFiles'];
const named = (...names: string[]) => names.map((name) => ({ name, content: `text of ${name}` }));

/** Packs the documents in the opposite order of the one asked for. */
const reversed: Fault = async (real, call) => {
	const { document_ids } = JSON.parse(call.body.toString()) as { document_ids: string[] };
	call.body = Buffer.from(JSON.stringify({ document_ids: document_ids.reverse() }));
	return await real();
};

/** Answers each request with entries of these names, as many as were asked for. */
const entriesCalled =
	(nameOf: (number: number) => string): Fault =>
	async (real, call) => {
		const { document_ids } = JSON.parse(call.body.toString()) as { document_ids: string[] };
		const files = document_ids.map((id) => {
			const number = newestFirst.findIndex((document) => document.id === id);
			return { name: nameOf(number), content: `text of ${newestFirst[number].name}` };
		});
		const zip = await gumloopZip(files, { dataDescriptors: false, folders: [] });
		return await answerWith(200, zip, { 'Content-Type': 'application/zip' })(real, call);
	};
let newestFirst: KnowledgeBase['documents'] = [];

describe.each(operations)(
	'%s: documents that come in another order than asked for',
	(operation) => {
		test('end the download, with the name that is not where it should be', async () => {
			const knowledgeBase = bench.dify.addKnowledgeBase({
				name: 'Reversed',
				documents: named('c.txt', 'b.txt', 'a.txt'),
			});
			bench.dify.faults.always('downloadZip', reversed);
			const { error, items } = await bench.run(all(knowledgeBase, { operation }));
			expect(error?.message).toBe(WRONG_ORDER);
			expect(error?.description).toContain(
				"file 1 in the archive is 'c.txt', but document 1 is 'a.txt'",
			);
			expect(items).toEqual([]);
			expect(bench.asked('downloadZip')).toHaveLength(1);
		});

		test.each([true, false])(
			'end it for input items of List, too (simplify: %s)',
			async (simplify) => {
				const knowledgeBase = bench.dify.addKnowledgeBase({
					name: 'Reversed',
					documents: named('c.txt', 'b.txt', 'a.txt'),
				});
				const listed = await bench.run({ ...all(knowledgeBase), operation: 'list', simplify });
				bench.dify.faults.always('downloadZip', reversed);
				const { error, items } = await bench.run(
					{ ...all(knowledgeBase, { operation }), selection: 'inputItems' },
					{ items: listed.items },
				);
				expect(error?.message).toBe(WRONG_ORDER);
				expect(items).toEqual([]);
			},
		);

		test('are none where documents have the same name, or were renamed', async () => {
			const knowledgeBase = bench.dify.addKnowledgeBase({
				name: 'Right',
				documents: [
					...named('same.txt', 'same.txt', 'same (1).txt'),
					{ name: 'Contract', fileName: 'scan.pdf' },
				],
			});
			const listed = await bench.run({ ...all(knowledgeBase), operation: 'list' });
			for (const [selection, items] of [['all'], ['inputItems', listed.items]] as const) {
				const { error } = await bench.run(
					{ ...all(knowledgeBase, { operation }), selection },
					{ items },
				);
				expect(error).toBeUndefined();
			}
		});
	},
);

describe.each([
	['one part', 100],
	['several parts', 2],
])('one ZIP that came in %s', (_, documentsPerRequest) => {
	const zipOf = async (names: string[], fault?: Fault): Promise<Result> => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Names',
			documents: named(...names).reverse(),
		});
		newestFirst = [...knowledgeBase.documents].reverse();
		if (fault) bench.dify.faults.always('downloadZip', fault);
		const options = { documentsPerRequest };
		return await bench.run(all(knowledgeBase, { operation: 'downloadZip', options }));
	};
	const namesIn = async ({ items, error }: Result) => {
		expect(error).toBeUndefined();
		const names = (await readWithYauzl(await bytesOf(items[0]))).map(({ name }) => name);
		const listed = items[0].json.files as Array<{ name: string }>;
		expect(listed.map(({ name }) => name)).toEqual(names);
		return names;
	};

	test('has the times at which the documents were made', async () => {
		const { items } = await zipOf(['a.txt', 'b.txt', 'c.txt']);
		const files = await readWithYauzl(await bytesOf(items[0]));
		expect(files.map(({ time }) => time)).toEqual(
			newestFirst.map(({ createdAt }) => new Date(createdAt * 1000)),
		);
	});

	test.each([
		['are the same', ['a.txt', 'a.txt', 'a.txt'], ['a.txt', 'a (1).txt', 'a (2).txt']],
		[
			'differ in case',
			['Report.txt', 'report.txt', 'c.txt'],
			['Report.txt', 'report (1).txt', 'c.txt'],
		],
		[
			'differ in Unicode form',
			['é.txt', 'e\u0301.txt', 'c.txt'],
			['é.txt', 'e\u0301 (1).txt', 'c.txt'],
		],
	])('has different names for documents whose names %s', async (_name, names, expected) => {
		expect(await namesIn(await zipOf(names))).toEqual(expected);
	});

	test.each<[string, (number: number) => string]>([
		['lead out of the folder', (number) => `../../${newestFirst[number].name}`],
		['are absolute', (number) => `/etc/${newestFirst[number].name}`],
		['have backslashes', (number) => `..\\..\\${newestFirst[number].name}`],
		['name a drive', (number) => `C:\\x\\${newestFirst[number].name}`],
	])('has harmless names where those of the entries %s', async (_name, nameOf) => {
		const result = await zipOf(['a.txt', 'b.txt', 'c.txt'], entriesCalled(nameOf));
		expect(await namesIn(result)).toEqual(['a.txt', 'b.txt', 'c.txt']);
		expect(await textsOf(await bytesOf(result.items[0]))).toEqual({
			'a.txt': 'text of a.txt',
			'b.txt': 'text of b.txt',
			'c.txt': 'text of c.txt',
		});
	});

	test('has harmless names by ids, too, of which nothing else is known', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'By ids',
			documents: named('a.txt', 'b.txt', 'c.txt'),
		});
		newestFirst = knowledgeBase.documents;
		const nameOf = (number: number) => `../..\\${newestFirst[number].name}`;
		bench.dify.faults.always('downloadZip', entriesCalled(nameOf));
		const parameters = { operation: 'downloadZip', options: { documentsPerRequest } };
		const names = await namesIn(await bench.run(byIds(knowledgeBase, parameters)));
		expect(names).toEqual(['.._a.txt', '.._b.txt', '.._c.txt']);
	});
});

describe('a file is called the same in a ZIP, as a file, and by ids:', () => {
	test.each([
		['A note', 'A note.txt'],
		['会議メモ', '会議メモ.txt'],
		['a/b\\c', 'b_c.txt'],
		['a\\b.txt', 'a_b.txt'],
		['CON', '_CON.txt'],
	])('%j', async (name, expected) => {
		const knowledgeBase = bench.dify.addKnowledgeBase({
			name: 'Texts',
			documents: [
				{ name, fileName: name.split('/').pop(), content: 'text', mimeType: 'text/plain' },
			],
		});
		for (const selected of [all, byIds]) {
			const zip = await bench.run(selected(knowledgeBase, { operation: 'downloadZip' }));
			expect(zip.items[0].json.files).toMatchObject([{ name: expected }]);
			expect(await textsOf(await bytesOf(zip.items[0]))).toEqual({ [expected]: 'text' });
			const files = await bench.run(selected(knowledgeBase, { operation: 'downloadFiles' }));
			expect(files.items[0].json.fileName).toBe(expected);
			expect(files.items[0].binary!.data).toMatchObject({
				fileName: expected,
				mimeType: 'text/plain',
			});
		}
	});
});

test('a document that was left out is listed with the name that its input item has', async () => {
	const { id, documents } = bench.dify.addKnowledgeBase({
		name: 'Left out',
		documents: [...named('a.txt'), { name: 'gone.txt', blobMissing: true }],
	});
	const parameters = { knowledgeBaseId: id, selection: 'inputItems', operation: 'downloadZip' };
	const { items } = await bench.run(
		{ ...parameters, options: { skipUnavailable: true, tries: 1 } },
		{ items: documents.map((document) => ({ json: { id: document.id, name: document.name } })) },
	);
	expect(items[0].json.skipped).toMatchObject([{ documentId: documents[1].id, name: 'gone.txt' }]);
});
