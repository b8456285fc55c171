import { buffer } from 'node:stream/consumers';

import { fromBufferPromise, type Entry } from 'yauzl';

import { onTheWire, useDifyClient } from './client';

const client = useDifyClient();
const NAME_IS_UTF8 = 0x800;

/** Reads an archive with a ZIP library. */
async function entriesOf(response: Response) {
	const zip = await fromBufferPromise(Buffer.from(await response.arrayBuffer()));
	const found: Array<{ entry: Entry; bytes: Buffer }> = [];
	for await (const entry of zip.eachEntry()) {
		found.push({ entry, bytes: await buffer(await zip.openReadStreamPromise(entry)) });
	}
	return found;
}

const idsOf = () => client.knowledgeBase.documents.map(({ id }) => id);

describe('download-zip', () => {
	it('maps entry i to id i, keeps duplicates apart and writes sizes into the local headers', async () => {
		await client.start([
			{ name: 'a.txt', content: 'first' },
			{ name: 'a.txt', content: 'second' },
			{ name: '契約\\1.txt', content: 'third' },
		]);
		const [first, second, third] = idsOf();
		const entries = await entriesOf(await client.downloadZip([third, second, first, second]));
		expect(entries.map(({ entry, bytes }) => [entry.fileName, bytes.toString()])).toEqual([
			['契約_1.txt', 'third'],
			['a.txt', 'second'],
			['a (1).txt', 'first'],
			['a (2).txt', 'second'],
		]);
		for (const { entry } of entries) expect(entry.generalPurposeBitFlag & 8).toBe(0);
	});

	it('takes the base name, mode 0600, 1980 and the UTF-8 flag only where it is needed', async () => {
		await client.start([{ name: 'a/b/c.txt' }, { name: 'メモ.txt' }]);
		const entries = await entriesOf(await client.downloadZip(idsOf()));
		const seen = entries.map(({ entry }) => ({
			name: entry.fileName,
			mode: entry.externalFileAttributes >>> 16,
			year: entry.getLastModDate().getFullYear(),
			utf8: (entry.generalPurposeBitFlag & NAME_IS_UTF8) > 0,
		}));
		expect(seen).toEqual([
			{ name: 'c.txt', mode: 0o600, year: 1980, utf8: false },
			{ name: 'メモ.txt', mode: 0o600, year: 1980, utf8: true },
		]);
	});

	it('has the headers of a file that is sent, with a name that means nothing', async () => {
		await client.start([{ name: 'a' }]);
		const { headers } = await client.downloadZip(idsOf());
		expect(headers.get('content-disposition')).toMatch(/^attachment; filename=[0-9a-f]{32}\.zip$/);
		expect(headers.get('content-type')).toBe('application/zip');
		expect(headers.get('cache-control')).toBe('no-cache');
		expect(headers.get('etag')).toMatch(/^"[\d.-]+"$/);
		expect(Date.parse(headers.get('last-modified') ?? '')).not.toBeNaN();
	});

	it('takes ids without dashes', async () => {
		await client.start([{ name: 'a' }]);
		const [id] = idsOf();
		expect((await client.downloadZip([id.replaceAll('-', '').toUpperCase()])).status).toBe(200);
		expect((await client.downloadZip(['a'])).status).toBe(400);
	});

	it('writes names that ZIP libraries refuse', async () => {
		await client.start([{ name: '..' }, { name: 'C:a.txt' }]);
		const response = await client.downloadZip(idsOf());
		const archive = Buffer.from(await response.arrayBuffer()).toString('latin1');
		expect(archive).toContain('C:a.txt');
		expect(archive).not.toContain('~');
	});

	it('refuses the whole request for one bad document and does not say which', async () => {
		await client.start([
			{ name: 'good.txt' },
			{ name: 'page', dataSourceType: 'notion_import' },
			{ name: 'lost.txt', blobMissing: true },
			{ name: 'gone.txt', uploadFileGone: true },
		]);
		const [good, page, lost, gone] = idsOf();
		const only = 'Only uploaded-file documents can be downloaded as ZIP.';
		const said = async (id: string) => {
			const { status, message } = (await (await client.downloadZip([good, id])).json()) as {
				status: number;
				message: string;
			};
			return [status, message.split(' You have')[0]];
		};
		expect(await said('aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa')).toEqual([
			404,
			'Document not found.',
		]);
		expect(await said(page)).toEqual([404, only]);
		expect(await said(gone)).toEqual([404, only]);
		expect(await said(lost)).toEqual([500, 'Internal Server Error']);
	});

	it('appends one route to every 404, also to that of the knowledge base', async () => {
		await client.start();
		const unknown = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';
		const route = '/v1/datasets/<uuid:dataset_id>/documents/download-zip';
		const tail = (id: string) =>
			`You have requested this URI [/v1/datasets/${id}/documents/download-zip] but did you mean ${route} ?`;
		const { id } = client.knowledgeBase;
		expect(await (await client.downloadZip([unknown])).json()).toMatchObject({
			message: `Document not found. ${tail(id)}`,
		});
		expect(await (await client.downloadZip([unknown], unknown)).json()).toMatchObject({
			message: `Dataset not found. ${tail(unknown)}`,
		});
	});

	it('counts refused calls against the limit of the last 60 seconds', async () => {
		let now = 0;
		await client.start([{ name: 'a' }], { rateLimitPerMinute: 2, now: () => now });
		const statusAt = async (seconds: number) => {
			now = seconds * 1000;
			return (await client.downloadZip(idsOf())).status;
		};
		expect(await statusAt(0)).toBe(200);
		expect(await statusAt(10)).toBe(200);
		expect(await statusAt(50)).toBe(403);
		expect(await statusAt(61)).toBe(403);
		expect(await statusAt(122)).toBe(200);
	});

	it('has no such route before 1.13.1', async () => {
		await client.start([{ name: 'a' }], { version: '1.13.0' });
		const response = await client.downloadZip(idsOf());
		expect(response.status).toBe(404);
		expect(response.headers.get('content-type')).toContain('text/html');
		expect(response.headers.get('x-version')).toBe('1.13.0');
	});
});

describe('signed URLs', () => {
	const open = async (url: string) => await fetch(client.dify.origin + url);

	it('are relative to the host, need no key and die after 300 seconds', async () => {
		let now = 1_800_000_000_000;
		await client.start([{ name: 'メモ.txt', content: 'text' }], { now: () => now });
		const url = await client.signedUrl();
		expect(url).toMatch(/^\/files\//);
		expect(await (await open(url)).text()).toBe('text');
		now += 301_000;
		expect((await open(url)).status).toBe(404);
	});

	it('give the name with slashes as they are and quotes encoded, and octet-stream always', async () => {
		await client.start([{ name: "メモ/it's (1).txt" }]);
		const { headers } = await open(await client.signedUrl());
		expect(headers.get('content-disposition')).toBe(
			"attachment; filename*=UTF-8''%E3%83%A1%E3%83%A2/it%27s%20%281%29.txt",
		);
		expect(headers.get('content-type')).toBe('application/octet-stream');
	});

	it('say no length for an empty file', async () => {
		await client.start([{ name: 'empty.txt', content: '' }]);
		const response = await open(await client.signedUrl());
		expect(response.headers.get('content-length')).toBeNull();
		expect(await response.text()).toBe('');
	});

	it('without their parameters are 400', async () => {
		await client.start([{ name: 'a' }]);
		const [path] = (await client.signedUrl()).split('?');
		const response = await open(path);
		expect(await response.json()).toMatchObject({ status: 400, code: 'invalid_param' });
	});

	it('of a missing file are 500 in plain text without X-Version on 1.14.0', async () => {
		await client.start([{ name: 'a', blobMissing: true }]);
		const response = await open(await client.signedUrl());
		expect(response.status).toBe(500);
		expect(response.headers.get('content-type')).toBe('text/plain');
		expect(response.headers.get('x-version')).toBeNull();
	});

	it('of a missing file close without a head on 1.13.2', async () => {
		await client.start([{ name: 'a', blobMissing: true }], { version: '1.13.2' });
		expect(await onTheWire(client.dify.origin + (await client.signedUrl()))).toBe('');
	});

	it('may lead to another host, and are cut to the size in the database by nginx', async () => {
		await client.start([{ name: 'a.txt', content: '日本語', storedSize: 3 }]);
		client.dify.filesUrl = `${client.dify.filesServer.origin}/`;
		const url = await client.signedUrl();
		expect(url).toContain(`${client.dify.filesServer.origin}//files/`);
		expect(await (await fetch(url)).text()).toBe('日');
		expect(client.dify.filesServer.requests).toHaveLength(1);
	});

	it('without nginx announce the size in the database and send all', async () => {
		await client.start([{ name: 'a.txt', content: '日本語', storedSize: 3 }]);
		client.dify.behindNginx = false;
		const [head, body] = (await onTheWire(client.dify.origin + (await client.signedUrl()))).split(
			'\r\n\r\n',
		);
		expect(head).toMatch(/^Content-Length: 3\r?$/im);
		expect(body).toBe('日本語');
	});

	it('are refused for what has no file', async () => {
		await client.start([
			{ name: 'page', dataSourceType: 'notion_import' },
			{ name: 'gone.txt', uploadFileGone: true },
		]);
		const said = async (id: string) => await client.json(`/documents/${id}/download`);
		const [page, gone] = idsOf();
		expect(await said(page)).toMatchObject({
			status: 404,
			message: 'Document does not have an uploaded file to download.',
		});
		expect(await said(gone)).toMatchObject({ status: 404, message: 'Uploaded file not found.' });
	});
});
