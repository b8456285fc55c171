import { answerWith } from '../../sandbox/faults';
import type { DocumentSeed, KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { Gathering } from '../../sandbox/gathering';
import { sampleKnowledgeBase, samplePage } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();

const PAGE = [
	'# Team handbook',
	'# Welcome',
	'This handbook tells how we work.',
	'Questions go to the office, room 12.',
	'## Working hours',
	'We meet at 10:00 every Monday.',
	'## 休暇',
	'休暇は2週間前に申請してください。\n',
].join('\n\n');

function add(documents: DocumentSeed[], more: object = {}): KnowledgeBase {
	return bench.dify.addKnowledgeBase({ ...sampleKnowledgeBase(), documents, ...more });
}

const download = async (operation: string, { id }: KnowledgeBase, more: object = {}) => {
	const { options = {}, ...parameters } = more as { options?: object };
	return await bench.run({
		operation,
		knowledgeBaseId: id,
		selection: 'all',
		options: { documentsWithoutOriginal: 'addAsText', ...options },
		...parameters,
	} as never);
};

async function zippedTexts({ items }: Awaited<ReturnType<typeof download>>) {
	return await textsOf(await bytesOf(items[0]));
}

const file = { name: 'a.txt', content: 'original' };
const gone = { name: 'report.pdf', uploadFileGone: true, chunks: ['What it said.'] };

describe('Download ZIP', () => {
	test('adds pages and documents whose file is gone as text, behind the originals', async () => {
		const knowledgeBase = add([samplePage(), gone, file]);
		const result = await download('downloadZip', knowledgeBase);
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual({
			'a.txt': 'original',
			'report.pdf.md': '# report.pdf\n\nWhat it said.\n',
			'Team handbook.md': PAGE,
		});
		const [page, report, original] = knowledgeBase.documents;
		expect(result.items[0].json).toMatchObject({
			fileCount: 3,
			skippedCount: 0,
			files: [
				{ name: 'a.txt', documentId: original.id },
				{ name: 'report.pdf.md', documentId: report.id },
				{ name: 'Team handbook.md', documentId: page.id, bytes: Buffer.byteLength(PAGE) },
			],
			skipped: [],
		});
	});

	test('leaves them out unless it is told to add them', async () => {
		const result = await download('downloadZip', add([samplePage(), file]), {
			options: { documentsWithoutOriginal: 'leaveOut' },
		});
		expect(result.items[0].json).toMatchObject({
			fileCount: 1,
			skipped: [{ name: 'Team handbook', reason: 'not an uploaded file (notion_import)' }],
		});
		expect(bench.asked('segments')).toEqual([]);
	});

	test('makes a ZIP of texts alone', async () => {
		const result = await download('downloadZip', add([samplePage()]));
		expect(await zippedTexts(result)).toEqual({ 'Team handbook.md': PAGE });
		expect(bench.asked('downloadZip')).toEqual([]);
	});

	test('finds out by itself which of IDs by hand lack an original', async () => {
		const knowledgeBase = add([
			samplePage(),
			file,
			{ name: 'lost.txt', blobMissing: true, content: 'kept' },
		]);
		const result = await download('downloadZip', knowledgeBase, {
			selection: 'ids',
			documentIds: knowledgeBase.documents.map(({ id }) => id),
			options: { tries: 1 },
		});
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual({
			'a.txt': 'original',
			'lost.txt.md': '# lost.txt\n\nkept\n',
			'Team handbook.md': PAGE,
		});
	});

	test('still ends with a message for what lacks more than an original', async () => {
		const knowledgeBase = add([file]);
		const { id } = add([file]).documents[0];
		const { error, items } = await download('downloadZip', knowledgeBase, {
			selection: 'ids',
			documentIds: [knowledgeBase.documents[0].id, id],
		});
		expect(error?.message).toBe('A document is not in this knowledge base');
		expect(items).toEqual([]);
	});

	test('puts texts and originals into the ZIPs that they are split into', async () => {
		const knowledgeBase = add([file, samplePage(), { name: 'b.txt' }, gone]);
		const { items } = await download('downloadZip', knowledgeBase, { options: { splitEvery: 2 } });
		expect(
			items.map(({ json }) => (json.files as Array<{ name: string }>).map(({ name }) => name)),
		).toEqual([
			['b.txt', 'report.pdf.md'],
			['a.txt', 'Team handbook.md'],
		]);
	});

	test('Leave Out Disabled Chunks leaves their text out', async () => {
		const chunks = [{ content: 'on' }, { content: 'off', enabled: false }];
		const page = { name: 'page', dataSourceType: 'website_crawl', chunks };
		const all = await download('downloadZip', add([page]));
		expect(await zippedTexts(all)).toEqual({ 'page.md': '# page\n\non\n\noff\n' });
		const some = await download('downloadZip', add([page]), {
			options: { leaveOutDisabledChunks: true },
		});
		expect(await zippedTexts(some)).toEqual({ 'page.md': '# page\n\non\n' });
	});

	test('a text is never written over a file of its name', async () => {
		const page = { name: 'notes', dataSourceType: 'notion_import', chunks: ['page'] };
		const result = await download(
			'downloadZip',
			add([{ name: 'notes.md', content: 'file' }, page]),
		);
		expect(await zippedTexts(result)).toEqual({
			'notes.md': 'file',
			'notes (1).md': '# notes\n\npage\n',
		});
	});
});

describe('what has no text is left out with the reason:', () => {
	const skippedBecause = async (knowledgeBase: KnowledgeBase) => {
		const { items, error } = await download('downloadZip', knowledgeBase);
		expect(error).toBeUndefined();
		return items[0].json;
	};

	test('the embedding model is missing, which is found out with a few requests', async () => {
		const pages = Array.from({ length: 40 }, (_, i) => ({ ...samplePage(), name: `page ${i}` }));
		const json = await skippedBecause(add([...pages, file], { embeddingModelMissing: true }));
		expect(json).toMatchObject({ fileCount: 1, skippedCount: 40 });
		expect((json.skipped as object[])[0]).toMatchObject({
			name: 'page 39',
			reason: 'no text: the embedding model of the knowledge base is not available',
		});
		expect(bench.asked('segments').length).toBeLessThanOrEqual(14);
	});

	test('Dify reads it still, or has no chunks of it', async () => {
		const reading = { ...samplePage(), displayStatus: 'indexing' as const };
		const empty = { name: 'empty', dataSourceType: 'notion_import', chunks: [] };
		const json = await skippedBecause(add([reading, empty, file]));
		expect(json.skipped).toMatchObject([
			{ name: 'empty', reason: 'no text: it has no chunks in Dify' },
			{ name: 'Team handbook', reason: 'no text: Dify has not finished reading it' },
		]);
	});

	test('nothing else can be had either: there is an item without a file', async () => {
		const json = await skippedBecause(add([samplePage()], { embeddingModelMissing: true }));
		expect(json).toMatchObject({ fileCount: 0, skippedCount: 1 });
	});
});

test('a server that fails in the middle of the texts ends the download, with nothing delivered', async () => {
	const knowledgeBase = add([file, samplePage()]);
	bench.dify.faults.always('segments', answerWith(418));
	const { error, items } = await download('downloadZip', knowledgeBase);
	expect(error?.message).toBe('Dify gave an answer that cannot be used');
	expect(items).toEqual([]);
});

test('texts are fetched ten at a time, and the rule of their chunks once', async () => {
	const pages = Array.from({ length: 60 }, (_, i) => ({ ...samplePage(), name: `page ${i}` }));
	const texts = new Gathering(10, 60);
	bench.dify.faults.always('segments', texts.fault);
	const { items } = await download('downloadZip', add(pages));
	expect(items[0].json.fileCount).toBe(60);
	expect(bench.asked('segments')).toHaveLength(60);
	expect(bench.asked('document')).toHaveLength(1);
	expect(texts.most).toBe(10);
});

test('Download Files gives each text as an item with its file', async () => {
	const knowledgeBase = add([samplePage(), file]);
	const { items, error } = await download('downloadFiles', knowledgeBase);
	expect(error).toBeUndefined();
	const [page] = knowledgeBase.documents;
	expect(items.map(({ json }) => json.fileName)).toEqual(['a.txt', 'Team handbook.md']);
	expect(items[1].json).toMatchObject({ id: page.id, bytes: Buffer.byteLength(PAGE) });
	expect(items[1].binary!.data).toMatchObject({
		fileName: 'Team handbook.md',
		mimeType: 'text/markdown',
	});
	expect((await bytesOf(items[1])).toString()).toBe(PAGE);
	expect(items[0].json).not.toHaveProperty('skipped');
});

test('input items as List gives them are added as text, too', async () => {
	const knowledgeBase = add([samplePage(), file]);
	const { items: listed } = await bench.run({
		operation: 'list',
		knowledgeBaseId: knowledgeBase.id,
		returnAll: true,
	});
	const parameters = {
		operation: 'downloadZip',
		knowledgeBaseId: knowledgeBase.id,
		selection: 'inputItems',
		options: { documentsWithoutOriginal: 'addAsText' },
	};
	const result = await bench.run(parameters, { items: listed.map(({ json }) => ({ json })) });
	expect(result.error).toBeUndefined();
	expect(await zippedTexts(result)).toEqual({ 'a.txt': 'original', 'Team handbook.md': PAGE });
});

test('another value is refused before any request', async () => {
	const { error } = await download('downloadZip', add([file]), {
		options: { documentsWithoutOriginal: 'asPdf' },
	});
	expect(error?.message).toBe("'Documents Without Original' has a value that is not offered");
	expect(bench.dify.requests).toEqual([]);
});
