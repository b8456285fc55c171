import { buffer } from 'node:stream/consumers';

import { fromBufferPromise, type Entry } from 'yauzl';

import { startDify, type DifyOptions, type DifyStandIn } from '../../sandbox/dify';
import type { DocumentSeed, KnowledgeBase } from '../../sandbox/difyKnowledgeBase';
import { manyDocuments } from '../../sandbox/sampleKnowledgeBases';

let dify: DifyStandIn;
let knowledgeBase: KnowledgeBase;

async function start(documents: Iterable<DocumentSeed>, options: DifyOptions = {}) {
	dify = await startDify(options);
	knowledgeBase = dify.addKnowledgeBase({ name: 'Contracts', documents });
}

afterEach(async () => await dify.close());

async function get(path: string) {
	const headers = { Authorization: `Bearer ${dify.apiKey}` };
	return await fetch(`${dify.apiRoot}/datasets/${knowledgeBase.id}${path}`, { headers });
}

async function list(query: string) {
	const response = await get(`/documents?${query}`);
	return (await response.json()) as {
		data: Array<{ name: string }>;
		has_more: boolean;
		limit: number;
		total: number;
	};
}

async function downloadZip(documentIds: string[]) {
	return await fetch(`${dify.apiRoot}/datasets/${knowledgeBase.id}/documents/download-zip`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${dify.apiKey}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ document_ids: documentIds }),
	});
}

/** Reads an archive with a ZIP library. */
async function entriesOf(archive: Buffer) {
	const zip = await fromBufferPromise(archive);
	const found: Array<{ entry: Entry; bytes: Buffer }> = [];
	for await (const entry of zip.eachEntry()) {
		found.push({ entry, bytes: await buffer(await zip.openReadStreamPromise(entry)) });
	}
	return found;
}

describe('list of documents', () => {
	it('sends at most 100 but compares with the limit that was sent, so has_more is false above 100', async () => {
		await start(manyDocuments(250).documents ?? []);
		expect(await list('limit=200')).toMatchObject({ has_more: false, limit: 200, total: 250 });
		expect((await list('limit=200')).data).toHaveLength(100);
		expect(await list('limit=100')).toMatchObject({ has_more: true, limit: 100 });
	});

	it('announces one more page, which is empty, when the total is a multiple of the limit', async () => {
		await start(manyDocuments(20).documents ?? []);
		expect(await list('limit=10&page=2')).toMatchObject({ has_more: true });
		expect(await list('limit=10&page=3')).toMatchObject({ has_more: false, data: [], total: 20 });
	});

	it('shows the newest first and takes % and _ in the keyword for wildcards', async () => {
		await start([{ name: 'a_1.txt' }, { name: 'ab1.txt' }, { name: 'AB1.txt' }]);
		const names = (await list('keyword=a_1')).data.map((document) => document.name);
		expect(names).toEqual(['ab1.txt', 'a_1.txt']);
	});

	it('ignores an unknown status', async () => {
		await start([{ name: 'a' }, { name: 'b', displayStatus: 'archived' }]);
		expect(await list('status=archived')).toMatchObject({ total: 1 });
		expect(await list('status=completed')).toMatchObject({ total: 2 });
	});
});

describe('download-zip', () => {
	it('maps entry i to id i, keeps duplicates apart and writes sizes into the local headers', async () => {
		await start([
			{ name: 'a.txt', content: 'first' },
			{ name: 'a.txt', content: 'second' },
			{ name: '契約/1.txt', content: 'third' },
		]);
		const [first, second, third] = knowledgeBase.documents.map((document) => document.id);
		const response = await downloadZip([third, second, first, second]);
		const archive = Buffer.from(await response.arrayBuffer());
		const entries = await entriesOf(archive);
		expect(entries.map(({ entry, bytes }) => [entry.fileName, bytes.toString()])).toEqual([
			['契約_1.txt', 'third'],
			['a.txt', 'second'],
			['a (1).txt', 'first'],
			['a (2).txt', 'second'],
		]);
		for (const { entry } of entries) expect(entry.generalPurposeBitFlag & 8).toBe(0);
		expect(response.headers.get('content-disposition')).toMatch(
			/^attachment; filename=[0-9a-f]{32}\.zip$/,
		);
	});

	it('writes names that ZIP libraries refuse', async () => {
		await start([{ name: '..' }, { name: 'C:a.txt' }]);
		const response = await downloadZip(knowledgeBase.documents.map((document) => document.id));
		const archive = Buffer.from(await response.arrayBuffer()).toString('latin1');
		expect(archive).toContain('C:a.txt');
		expect(archive).not.toContain('~');
	});

	it('refuses the whole request for one bad document and does not say which', async () => {
		await start([
			{ name: 'good.txt' },
			{ name: 'page', dataSourceType: 'notion_import' },
			{ name: 'lost.txt', blobMissing: true },
		]);
		const [good, page, lost] = knowledgeBase.documents.map((document) => document.id);

		const unknown = await downloadZip([good, 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa']);
		expect(unknown.status).toBe(404);
		expect(await unknown.text()).toContain('Document not found. You have requested this URI');

		const notUploaded = await downloadZip([good, page]);
		expect(notUploaded.status).toBe(404);
		expect(await notUploaded.text()).toContain('Only uploaded-file documents');

		const missing = await downloadZip([good, lost]);
		expect(await missing.json()).toMatchObject({ status: 500, code: 'unknown' });
	});

	it('counts refused calls against the limit of the last 60 seconds', async () => {
		let now = 0;
		await start([{ name: 'a' }], { rateLimitPerMinute: 2, now: () => now });
		const ids = [knowledgeBase.documents[0].id];
		const statusAt = async (seconds: number) => {
			now = seconds * 1000;
			return (await downloadZip(ids)).status;
		};
		expect(await statusAt(0)).toBe(200);
		expect(await statusAt(10)).toBe(200);
		expect(await statusAt(50)).toBe(403);
		expect(await statusAt(61)).toBe(403);
		expect(await statusAt(122)).toBe(200);
	});

	it('has no such route before 1.13.1', async () => {
		await start([{ name: 'a' }], { version: '1.13.0' });
		const response = await downloadZip([knowledgeBase.documents[0].id]);
		expect(response.status).toBe(404);
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(response.headers.get('x-version')).toBe('1.13.0');
	});
});

describe('signed URLs', () => {
	async function signedUrl() {
		const response = await get(`/documents/${knowledgeBase.documents[0].id}/download`);
		return ((await response.json()) as { url: string }).url;
	}

	it('are relative to the host, need no key and die after 300 seconds', async () => {
		let now = 1_800_000_000_000;
		await start([{ name: 'メモ.txt', content: 'text' }], { now: () => now });
		const url = await signedUrl();
		expect(url).toMatch(/^\/files\//);
		const response = await fetch(dify.origin + url);
		expect(await response.text()).toBe('text');
		expect(response.headers.get('content-disposition')).toBe(
			"attachment; filename*=UTF-8''%E3%83%A1%E3%83%A2.txt",
		);
		now += 301_000;
		expect((await fetch(dify.origin + url)).status).toBe(404);
	});

	it('may lead to another host, and are cut to the size in the database', async () => {
		await start([{ name: 'a.txt', content: '日本語', storedSize: 3 }]);
		dify.filesUrl = `${dify.filesServer.origin}/`;
		const url = await signedUrl();
		expect(url).toContain(`${dify.filesServer.origin}//files/`);
		expect(await (await fetch(url)).text()).toBe('日');
		expect(dify.filesServer.requests).toHaveLength(1);
	});
});

describe('what the base URL leads to', () => {
	it('is the web app outside /v1 and a page of Flask for unknown routes', async () => {
		await start([], { prefix: '/dify' });
		const statusAndType = async (path: string) => {
			const response = await fetch(dify.origin + path);
			return [response.status, response.headers.get('content-type')];
		};
		expect(await statusAndType('/datasets')).toEqual([200, 'text/html; charset=utf-8']);
		expect(await statusAndType('/dify/v1/')).toEqual([200, 'application/json']);
		expect(await statusAndType('/dify/v1/v1/datasets')).toEqual([404, 'text/html; charset=utf-8']);
		expect(await statusAndType('/dify/v1/datasets')).toEqual([401, 'application/json']);
	});
});
