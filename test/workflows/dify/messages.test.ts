import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters } from 'n8n-workflow';

import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../nodes/shared/messages/archive';
import { connectionRows } from '../../../nodes/shared/messages/connection';
import { difyAnswers } from '../../sandbox/difyAnswers';
import { difyFaults } from '../../sandbox/difyFaults';
import { madeUpUuid, type DocumentSeed } from '../../sandbox/difyKnowledgeBase';
import {
	answerWith,
	badGateway,
	changeHeaders,
	contentLengthTooLong,
	deliverWith,
	rawHeader,
	redirect,
	resetBeforeHead,
	resetInBody,
	tooManyRequests,
	type Fault,
} from '../../sandbox/faults';
import { startHttpServer } from '../../sandbox/httpServer';
import { useDify, type DifyRun } from '../engine/dify';
import { failWith, useNock } from '../engine/nock';
import { bytesOf, type Result } from '../engine/run';

const bench = useDify();
const rows = [...difyRows, ...archiveRows, ...connectionRows];
const reached = new Set<string>();
const html = { 'Content-Type': 'text/html' };
const page = '<html><head><title>Some page</title></head><body>long text</body></html>';

beforeEach(() => {
	bench.dify.version = '1.13.3';
	bench.dify.filesUrl = '';
});

/** The message and the description are those of a row, and nothing else came out. */
function expectRow(id: string, { error, items }: Result) {
	const row = rows.find((one) => one.id === id)!;
	const [start] = row.description.split(/[{(]/);
	expect(error?.message).toBe(row.message.replaceAll('{service}', 'Dify'));
	expect(error?.description).toContain(start);
	expect(error?.description).not.toMatch(/\{(service|host|location|version)\}/);
	expect(JSON.stringify(error)).not.toContain(bench.dify.apiKey);
	expect(items).toEqual([]);
	reached.add(id);
}

const documents = [{ name: 'a.txt' }, { name: 'b.txt' }];

async function list(parameters: INodeParameters = {}, settings: DifyRun = {}) {
	const { id } = bench.dify.addKnowledgeBase({ name: 'List', documents });
	return await bench.run({ operation: 'list', knowledgeBaseId: id, ...parameters }, settings);
}

async function downloadZip(seeds: DocumentSeed[] = documents, settings: DifyRun = {}) {
	const { id, documents: all } = bench.dify.addKnowledgeBase({ name: 'Zip', documents: seeds });
	return await bench.run(
		{
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'ids',
			documentIds: all.map((document) => document.id),
			options: { tries: 1, fileName: 'a' },
		} as unknown as INodeParameters,
		settings,
	);
}

async function getDownloadUrl(seed: DocumentSeed, more: object = {}) {
	const base = bench.dify.addKnowledgeBase({ name: 'URL', documents: [seed] });
	const documentId = base.documents[0].id;
	const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: base.id, documentId };
	return await bench.run({ ...parameters, ...more });
}

describe('the key', () => {
	test('of an app', async () => {
		const credential = { apiKey: 'app-Zx81' };
		expectRow('appKey', await list({}, { credential }));
		expectRow('appKey', await downloadZip(documents, { credential }));
	});

	test('that is wrong or missing', async () => {
		expectRow('wrongKey', await list({}, { credential: { apiKey: 'dataset-wrong' } }));
		expectRow('wrongKey', await list({}, { credential: { apiKey: '' } }));
	});

	test('that is bound to other knowledge bases', async () => {
		bench.dify.faults.always('list', difyFaults.boundElsewhere());
		expectRow('keyBoundElsewhere', await list());
	});
});

describe('a knowledge base', () => {
	test('whose API is switched off', async () => {
		const base = bench.dify.addKnowledgeBase({ name: 'Off', documents, enableApi: false });
		expectRow('apiOff', await list({ knowledgeBaseId: base.id }));
	});

	test('that does not exist', async () => {
		expectRow('knowledgeBaseUnknown', await list({ knowledgeBaseId: madeUpUuid('none') }));
	});
});

describe('the plan', () => {
	test('whose rate limit is used up', async () => {
		bench.dify.faults.always('downloadZip', difyFaults.rateLimited());
		expectRow('rateLimit', await downloadZip());
	});

	test('that does not allow it', async () => {
		bench.dify.faults.always('downloadZip', difyFaults.planLimit());
		const result = await downloadZip();
		expectRow('planLimit', result);
		expect(result.error?.description).toContain('please upgrade to a paid plan');
	});
});

describe('the Base URL', () => {
	const withBase = async (baseUrl: string) => await list({}, { credential: { baseUrl } });

	test("with '/v1' twice", async () => {
		expectRow('versionTwice', await withBase(`${bench.dify.origin}/v1/v1`));
	});

	test('that leads to the web app', async () => {
		expectRow('webApp', await withBase(`${bench.dify.origin}/console`));
	});

	test('that leads to the web app, which answers with a redirect to its own sign-in page', async () => {
		bench.dify.faults.next('list', redirect(307, '/signin'));
		expectRow('webApp', await list());
	});

	test('that leads to some other server', async () => {
		bench.dify.faults.always('list', answerWith(404, page, html));
		expectRow('notTheApi', await list());
		bench.dify.faults.clear();
		bench.dify.faults.always('list', answerWith(404, 'no', { 'Content-Type': 'text/plain' }));
		expectRow('notTheApi', await list());
	});

	test('from which a redirect leads to another host, which does not get the key', async () => {
		const { origin, requests } = bench.dify.filesServer;
		requests.length = 0;
		bench.dify.faults.always('list', redirect(301, `${origin}/v1/datasets`));
		const result = await list();
		expectRow('redirected', result);
		expect(result.error?.description).toContain(`redirects to '${origin}/v1/datasets'`);
		expect(requests).toEqual([]);
	});

	test('from which a redirect with a page of its own leads to https', async () => {
		const location = 'https://dify.example.com/v1/datasets';
		bench.dify.faults.always('list', answerWith(301, page, { ...html, Location: location }));
		const result = await list();
		expectRow('redirected', result);
		expect(result.error?.description).toContain(location);
	});
});

describe('the server', () => {
	test.each(['1.13.0', '1.9.2', '0.15.3'])('%s is too old for downloads', async (version) => {
		bench.dify.version = version;
		const zip = await downloadZip();
		expectRow('oldServer', zip);
		expect(zip.error?.description).toContain(`It runs version ${version}.`);
		expectRow('oldServer', await getDownloadUrl({ name: 'a' }));
	});

	test('without the download route, of a version that should have it', async () => {
		bench.dify.faults.always('downloadZip', difyFaults.oldServer('1.14.2'));
		expectRow('noDownloadRoute', await downloadZip());
	});

	test.each([
		[400, 'invalid_param', 'Input should be a valid integer'],
		[400, 'bad_request', 'The browser (or proxy) sent a request'],
		[415, 'unsupported_media_type', 'Did not attempt to load JSON data'],
	])('that refuses a request with %i %s, in its own words', async (status, code, message) => {
		bench.dify.faults.always('list', answerWith(status, { code, message, status }));
		const result = await list();
		expectRow('requestRefused', result);
		expect(result.error?.description).toContain(`Dify answered ${status}: ${message}`);
	});

	test('that does not take tags', async () => {
		bench.dify.version = '1.13.1';
		const parameters = { resource: 'knowledgeBase', operation: 'list' };
		expectRow('tagsRefused', await bench.run({ ...parameters, filters: { tagIds: 'x' } }));
	});

	test.each<[string, Fault]>([
		['gateway', badGateway(502)],
		['gateway', badGateway(503)],
		['gateway', badGateway(504)],
		['tooManyRequests', tooManyRequests(1)],
		['tryLater', answerWith(408, 'timeout', { 'Content-Type': 'text/plain' })],
		['tryLater', answerWith(425, '', { 'Content-Type': 'text/plain' })],
		['serverFault', answerWith(500, page, html)],
		['serverFault', answerWith(507, {})],
		['proxySignIn', answerWith(407, page, html)],
		['proxyRefuses', answerWith(403, page, html)],
		['proxyRefuses', answerWith(401, page, html)],
		['webPage', answerWith(418, page, html)],
		['unexpected', answerWith(418, {})],
		['unexpected', answerWith(200, { url: 'no archive' })],
		['unexpected', answerWith(204)],
	])('or what stands in front of it: %s', async (row, fault) => {
		bench.dify.faults.always('downloadZip', fault);
		expectRow(row, await downloadZip());
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});

	test.each<[string, Fault]>([
		['webApp', answerWith(200, page, html)],
		['unexpected', answerWith(200, '[1]', { 'Content-Type': 'application/json' })],
		['unexpected', answerWith(200, 'text', { 'Content-Type': 'text/plain' })],
		['unexpected', changeHeaders({ 'Content-Type': '' })],
		['unexpected', answerWith(200, { total: 5 })],
	])('whose list is none: %s', async (row, fault) => {
		bench.dify.faults.always('list', fault);
		expectRow(row, await list());
	});
});

describe('a document', () => {
	test('that is not an uploaded file', async () => {
		const seeds = [{ name: 'a' }, { name: 'page', dataSourceType: 'notion_import' }];
		expectRow('noUploadedFile', await downloadZip(seeds));
	});

	test('that is not in the knowledge base', async () => {
		const other = bench.dify.addKnowledgeBase({ name: 'Other', documents });
		const result = await bench.run({
			operation: 'downloadZip',
			knowledgeBaseId: bench.dify.addKnowledgeBase({ name: 'This', documents }).id,
			selection: 'ids',
			documentIds: other.documents[0].id,
			options: { fileName: 'a' },
		});
		expectRow('documentUnknown', result);
		expect(result.error?.description).toContain("'Skip Documents That Cannot Be Downloaded'");
	});

	test('that was deleted from the server, file and all', async () => {
		bench.dify.faults.always('downloadZip', () => difyAnswers.notFound('Uploaded file not found.'));
		expectRow('fileGone', await downloadZip());
	});

	test('whose file is missing in the storage', async () => {
		expectRow('blobMissing', await downloadZip([{ name: 'a' }, { name: 'b', blobMissing: true }]));
	});

	test('of which a URL is wanted and which has no file', async () => {
		expectRow('onlyUploadedFile', await getDownloadUrl({ name: 'a', uploadFileGone: true }));
		const page = { name: 'page', dataSourceType: 'website_crawl' };
		expectRow('onlyUploadedFile', await getDownloadUrl(page));
	});

	test('of which a URL is wanted and which is not in the knowledge base', async () => {
		const documentId = madeUpUuid('elsewhere');
		expectRow('onlyDocumentUnknown', await getDownloadUrl({ name: 'a' }, { documentId }));
	});

	test('whose URL leads to a host that n8n cannot reach', async () => {
		bench.dify.filesUrl = `http://127.0.0.1:${await freePort()}`;
		const options = { checkOpens: true };
		expectRow('fileHostUnreachable', await getDownloadUrl({ name: 'a' }, { options }));
	});

	test('whose URL has expired', async () => {
		bench.dify.faults.next('file', () =>
			difyAnswers.notFound('File not found or signature is invalid'),
		);
		const options = { checkOpens: true };
		expectRow('fileUrlRefused', await getDownloadUrl({ name: 'a' }, { options }));
	});
});

describe('the connection', () => {
	const zipFrom = async (baseUrl: string) =>
		await downloadZip(documents, { credential: { baseUrl } });

	test('to a name that does not exist', async () => {
		const { error } = await zipFrom('http://no-such-host.invalid/v1');
		// Without a network the name cannot even be looked up.
		const told = ['hostUnknown', 'nameServiceDown'].map((id) => rows.find((row) => row.id === id));
		expect(told.map((row) => row!.message)).toContain(error?.message);
		expect(error?.description).toContain("'no-such-host.invalid'");
	});

	test('to a port where nothing listens', async () => {
		const port = await freePort();
		const result = await zipFrom(`http://127.0.0.1:${port}`);
		expectRow('refused', result);
		expect(result.error?.description).toContain(`'127.0.0.1:${port}'`);
	});

	test('in HTTPS to a server that speaks plain HTTP', async () => {
		expectRow('notHttps', await zipFrom(bench.dify.origin.replace('http:', 'https:')));
	});

	describe('that fails:', () => {
		useNock();

		test.each([
			['hostUnknown', 'ENOTFOUND'],
			['nameServiceDown', 'EAI_AGAIN'],
			['refused', 'EHOSTUNREACH'],
			['selfSigned', 'SELF_SIGNED_CERT_IN_CHAIN'],
			['selfSigned', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
			['badCertificate', 'CERT_HAS_EXPIRED'],
			['badCertificate', 'ERR_TLS_CERT_ALTNAME_INVALID'],
			['timeout', 'ETIMEDOUT'],
		])('%s for %s', async (row, code) => {
			const { origin, pathname } = new URL('https://dify.example.com/v1');
			failWith(origin, code);
			const result = await zipFrom(`${origin}${pathname}`);
			expectRow(row, result);
			expect(result.error?.description).toContain(`(${code}; asked for ${origin}`);
		});
	});

	test("on which no answer comes within the 'Timeout' of Request Options", async () => {
		bench.dify.faults.always('downloadZip', deliverWith({ delayMs: 2_000 }));
		const { id, documents: all } = bench.dify.addKnowledgeBase({ name: 'Slow', documents });
		const result = await bench.run({
			operation: 'downloadZip',
			knowledgeBaseId: id,
			selection: 'ids',
			documentIds: all[0].id,
			options: { tries: 1, fileName: 'a' },
			requestOptions: { timeout: 100 },
		});
		expectRow('timeout', result);
	});

	test.each<[string, Fault]>([
		['brokeOff', resetBeforeHead()],
		['brokeOff', resetInBody(40)],
		['brokeOff', contentLengthTooLong(10)],
		['unreadable', rawHeader('X-Bad', 'a\u0000b')],
	])('that is disturbed: %s', async (row, fault) => {
		bench.dify.faults.always('downloadZip', fault);
		expectRow(row, await downloadZip());
	});
});

describe('an archive', () => {
	const zip = { 'Content-Type': 'application/zip' };
	let archive: Buffer;
	beforeEach(async () => {
		const { items } = await downloadZip();
		archive = await bytesOf(items[0]);
	});

	const answered = async (body: Buffer | string) => {
		bench.dify.faults.always('downloadZip', answerWith(200, body, zip));
		return await downloadZip();
	};

	test('whose end is missing', async () => {
		expectRow('cutShort', await answered(archive.subarray(0, -10)));
	});

	test('that is none', async () => {
		expectRow('notAnArchive', await answered('Hello, this is a text.'));
		expectRow('notAnArchive', await answered(page));
		expectRow('notAnArchive', await answered(''));
	});

	test('that contradicts itself', async () => {
		const damaged = Buffer.from(archive);
		const directory = damaged.indexOf(Buffer.from('PK\u0001\u0002'));
		damaged.writeUInt32LE(0x7fffffff, directory + 42);
		expectRow('archiveRefused', await answered(damaged));
	});

	test('that does not hold what was asked for', async () => {
		bench.dify.faults.always('downloadZip', answerWith(200, archive, zip));
		expectRow('wrongCount', await downloadZip([{ name: 'only one' }]));
	});

	test.each([
		['diskFull', 'ENOSPC: no space left on device, write'],
		['fileLimit', 'File exceeds the max size limit of 512 MiB'],
		['notStored', 'EROFS: read-only file system'],
	])('that n8n cannot store: %s', async (row, message) => {
		const store = jest
			.spyOn(Container.get(BinaryDataService), 'store')
			.mockRejectedValue(new Error(message));
		const result = await downloadZip();
		store.mockRestore();
		expectRow(row, result);
	});
});

test('every row of the table of Dify is reached by one of these answers', () => {
	const elsewhere = ['endlessList'];
	expect([...reached, ...elsewhere]).toEqual(expect.arrayContaining(difyRows.map(({ id }) => id)));
});

async function freePort(): Promise<number> {
	const server = await startHttpServer({ answer: async () => ({ status: 200 }) });
	await server.close();
	return server.port;
}
