import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { startDify } from '../../sandbox/dify/server';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import {
	answerWith,
	badGateway,
	closeBeforeHead,
	deliverWith,
	resetBeforeHead,
	switchingProtocols,
	type Fault,
} from '../../sandbox/faults';
import { Gathering } from '../../sandbox/gathering';
import { useDify, type DifyRun } from '../engine/dify';
import { onFakeClock } from '../engine/fakeClock';

const bench = useDify();
let knowledgeBase: KnowledgeBase;

beforeEach(() => {
	bench.dify.filesUrl = '';
	knowledgeBase = bench.dify.addKnowledgeBase({
		name: 'Links',
		documents: [{ name: '契約.txt', content: '本文' }],
	});
});

const linkTo = async (options: object = {}, settings: DifyRun = {}) =>
	await bench.run(
		{
			operation: 'getDownloadUrl',
			knowledgeBaseId: knowledgeBase.id,
			documentId: knowledgeBase.documents[0].id,
			options: options as never,
		},
		settings,
	);
const fileId = () => knowledgeBase.documents[0].uploadFileId;

test('a relative URL of Dify is resolved against the origin of the base URL, and opens', async () => {
	const { items } = await linkTo();
	const { id } = knowledgeBase.documents[0];
	const start = `${bench.dify.origin}/files/${fileId()}/file-preview?`;
	expect(items).toEqual([
		{
			json: { documentId: id, name: '契約.txt', url: expect.stringContaining(start) as string },
			pairedItem: { item: 0 },
		},
	]);
	const opened = await fetch(String(items[0].json.url));
	expect(await opened.text()).toBe('本文');
});

test.each([
	['http://api:5001', 'http://api:5001/files/'],
	['http://localhost', 'http://localhost/files/'],
	['https://files.example.com/', 'https://files.example.com/files/'],
	['https://example.com/dify', 'https://example.com/dify/files/'],
])('FILES_URL %s gives %s…', async (filesUrl, start) => {
	bench.dify.filesUrl = filesUrl;
	const { items } = await linkTo();
	expect(items[0].json.url).toMatch(`${start}${fileId()}/file-preview?timestamp=`);
});

test('FILES_URL "/" makes `//files/…`, which is a path and no host', async () => {
	bench.dify.filesUrl = '/';
	const { items } = await linkTo();
	expect(items[0].json.url).toMatch(`${bench.dify.origin}/files/${fileId()}/`);
	expect((await fetch(String(items[0].json.url))).status).toBe(200);
});

test("'Replace Host' puts the base URL's origin in place of an unreachable FILES_URL", async () => {
	bench.dify.filesUrl = 'http://api:5001/';
	const { items } = await linkTo({ replaceHost: true });
	expect(items[0].json.url).toMatch(`${bench.dify.origin}/files/${fileId()}/`);
	expect((await fetch(String(items[0].json.url))).status).toBe(200);
});

test('an install below a path: the URL is still relative to the origin', async () => {
	const below = await startDify({ prefix: '/dify' });
	const { id, documents } = below.addKnowledgeBase({ name: 'Below', documents: [{ name: 'a' }] });
	const { items } = await bench.run(
		{ operation: 'getDownloadUrl', knowledgeBaseId: id, documentId: documents[0].id },
		{ credential: { baseUrl: below.apiRoot } },
	);
	await below.close();
	expect(items[0].json.url).toMatch(`${below.origin}/files/`);
});

test('a document from the picker gives its name too', async () => {
	const { id, name } = knowledgeBase.documents[0];
	const { items } = await bench.run({
		operation: 'getDownloadUrl',
		knowledgeBaseId: knowledgeBase.id,
		documentId: { __rl: true, mode: 'list', value: id, cachedResultName: name },
	});
	expect(items[0].json).toMatchObject({ documentId: id, name });
});

test('the fields of an input item that is about the document stay, those of another one do not', async () => {
	const { id, name } = knowledgeBase.documents[0];
	const ask = async (json: IDataObject) => {
		const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: knowledgeBase.id };
		return await bench.run({ ...parameters, documentId: id }, { items: [{ json }] });
	};
	const about = await ask({ id, name: 'as I call it', mark: 1 });
	expect(about.items[0].json).toMatchObject({ id, name: 'as I call it', mark: 1, documentId: id });
	expect(bench.asked('document')).toHaveLength(0);
	const other = await ask({ id: 'order 5', name: 'Somebody', mark: 1 });
	expect(Object.keys(other.items[0].json)).toEqual(['documentId', 'name', 'url']);
	expect(other.items[0].json.name).toBe(name);
});

describe('many documents at once', () => {
	const GONE = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
	let many: KnowledgeBase;

	beforeEach(() => {
		const documents = Array.from({ length: 7 }, (_, i) => ({ name: `d${i}.txt`, content: `${i}` }));
		documents.push({ name: 'page', dataSourceType: 'website_crawl' } as never);
		many = bench.dify.addKnowledgeBase({ name: 'Many', documents });
	});

	const links = async (parameters: object, settings: DifyRun = {}) =>
		await bench.run(
			{ operation: 'getDownloadUrl', knowledgeBaseId: many.id, ...parameters },
			settings,
		);
	const uploaded = () => many.documents.slice(0, 7);
	async function expectToOpen(items: INodeExecutionData[]) {
		for (const { json } of items) {
			const { content } = many.documents.find(({ id }) => id === json.documentId)!;
			expect(await (await fetch(String(json.url))).text()).toBe(content);
		}
	}

	test('all that match the filters, in the order of the list, with their fields', async () => {
		const asked = new Gathering(4, uploaded().length);
		bench.dify.faults.always('download', asked.fault);
		const { items } = await links({ selection: 'all' });
		const names = items.map(({ json }) => json.name);
		expect([...names].sort()).toEqual(uploaded().map(({ name }) => name));
		expect(items[0].json).toMatchObject({ extension: 'txt', downloadable: true, size: 1 });
		expect(items[0].json.skipped).toMatchObject([{ name: 'page' }]);
		await expectToOpen(items);
		expect(asked.most).toBe(4);
	});

	test('the input items: each keeps its fields and its place', async () => {
		const input = uploaded().map(({ id, name }, mark) => ({ json: { id, name, mark } }));
		const { items } = await links({ selection: 'inputItems' }, { items: input });
		expect(items.map(({ json }) => json.mark)).toEqual([0, 1, 2, 3, 4, 5, 6]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(input.map((_, item) => ({ item })));
		await expectToOpen(items);
	});

	test('IDs by hand: Dify tells the names', async () => {
		const documentIds = uploaded().map(({ id }) => id);
		const { items } = await links({ selection: 'ids', documentIds });
		expect(items.map(({ json }) => json.name)).toEqual(uploaded().map(({ name }) => name));
	});

	test('one that cannot be had ends it with a message', async () => {
		const documentIds = [many.documents[0].id, GONE];
		const { error, items } = await links({ selection: 'ids', documentIds });
		expect(error?.message).toBe('The document is not in this knowledge base');
		expect(items).toEqual([]);
	});

	test('one that cannot be had is left out where that is wanted', async () => {
		const documentIds = [many.documents[7].id, many.documents[0].id, GONE];
		const options = { skipUnavailable: true };
		const { items } = await links({ selection: 'ids', documentIds, options });
		expect(items).toHaveLength(1);
		expect(items[0].json.skipped).toEqual([
			{ documentId: many.documents[7].id, name: 'page', reason: 'it has no original file' },
			{ documentId: GONE, name: null, reason: 'not in this knowledge base' },
		]);
		const none = await links({ selection: 'ids', documentIds: [GONE], options });
		expect(none.items[0].json).toMatchObject({ skippedCount: 1, skipped: [{ documentId: GONE }] });
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'with %s the others arrive, and the one that does not says which it is',
		async (onError) => {
			const input = [GONE, many.documents[0].id].map((id, mark) => ({ json: { id, mark } }));
			const parameters = { selection: 'inputItems' };
			const { items, errorItems } = await links(parameters, { items: input, onError });
			const failed = onError === 'continueErrorOutput' ? errorItems[0] : items[0];
			expect(failed.json).toMatchObject({
				id: GONE,
				mark: 0,
				error: 'The document is not in this knowledge base',
			});
			expect(items.at(-1)!.json).toMatchObject({ mark: 1, documentId: many.documents[0].id });
		},
	);
});

test('each input item asks for its own document', async () => {
	const { documents, id } = bench.dify.addKnowledgeBase({
		name: 'Several',
		documents: [{ name: 'a' }, { name: 'b' }],
	});
	const { items } = await bench.run(
		{ operation: 'getDownloadUrl', knowledgeBaseId: id, documentId: '={{ $json.id }}' },
		{ items: documents.map((document) => ({ json: { id: document.id } })) },
	);
	expect(items.map(({ json, pairedItem }) => [json.documentId, pairedItem])).toEqual([
		[documents[0].id, { item: 0 }],
		[documents[1].id, { item: 1 }],
	]);
});

describe("'Check That It Opens'", () => {
	test('opens the URL once, without the API key', async () => {
		bench.dify.filesUrl = bench.dify.filesServer.origin;
		bench.dify.filesServer.requests.length = 0;
		const { items } = await linkTo({ checkOpens: true });
		expect(items[0].json.url).toMatch(bench.dify.filesServer.origin);
		expect(bench.dify.filesServer.requests).toHaveLength(1);
		expect(JSON.stringify(bench.dify.filesServer.requests)).not.toContain(bench.dify.apiKey);
	});

	test('does not send the key to the host of the base URL either', async () => {
		await linkTo({ checkOpens: true });
		expect(bench.asked('file').map(({ headers }) => headers.authorization)).toEqual([undefined]);
	});

	test('names the host that does not answer, and the option that helps', async () => {
		bench.dify.filesUrl = 'http://no-such-host.invalid:5001';
		const { error } = await linkTo({ checkOpens: true });
		expect(error?.message).toBe('n8n cannot open the download URL');
		expect(error?.description).toContain("'no-such-host.invalid:5001'");
		expect(error?.description).toContain("'Replace Host'");
	});

	test.each<[string, Fault]>([
		[
			'500 in plain text',
			answerWith(500, 'Internal Server Error', { 'Content-Type': 'text/plain' }),
		],
		['502 of a proxy, to which Dify gave no head', badGateway()],
		['the end of the connection', closeBeforeHead()],
		['a reset of the connection', resetBeforeHead()],
	])('takes %s for a file that is missing, and not for a host that is', async (_name, fault) => {
		for (const filesUrl of ['', bench.dify.filesServer.origin]) {
			bench.dify.filesUrl = filesUrl;
			bench.dify.faults.next('file', fault);
			const { error } = await linkTo({ checkOpens: true });
			expect(error?.message).toBe("The original file of the document is missing in Dify's storage");
			expect(error?.description).toContain('Upload the document to Dify again');
			expect(error?.description).not.toContain("'Replace Host'");
		}
	});

	test.each<[string, Fault, string]>([
		['503', badGateway(503), 'Dify is not available right now'],
		['101', switchingProtocols(), 'Dify took too long to answer'],
		['nothing', deliverWith({ delayMs: 600_000 }), 'Dify took too long to answer'],
	])(
		"%s from Dify's own host is never taken for a host that only Dify knows",
		async (_name, fault, message) => {
			bench.dify.faults.next('file', fault);
			const run = async () => await linkTo({ checkOpens: true });
			const { error } = await onFakeClock([], run);
			expect(error?.message).toBe(message);
			expect(error?.description).not.toContain("'Replace Host'");
		},
	);

	test('keeps the signature of the URL to itself in messages', async () => {
		bench.dify.faults.next('file', answerWith(500, 'no'));
		const { error } = await linkTo({ checkOpens: true });
		expect(error?.description).toContain(`asked for ${bench.dify.origin})`);
	});

	test('tells that a URL has expired or its file is missing', async () => {
		bench.dify.faults.next(
			'file',
			answerWith(404, { code: 'not_found', message: 'File not found' }),
		);
		const { error } = await linkTo({ checkOpens: true });
		expect(error?.message).toBe('The download URL has expired or its file is missing');
		expect(error?.description).toContain('300 seconds');
	});
});

test.each([[{}], [{ url: '' }], [{ url: 5 }], [{ url: 'ftp://host/file' }], [{ url: 'http://' }]])(
	'an answer %j without a usable URL ends with a message',
	async (body) => {
		bench.dify.faults.next('download', answerWith(200, body));
		const { error } = await linkTo();
		expect(error?.message).toBe('Dify gave an answer that cannot be used');
	},
);
