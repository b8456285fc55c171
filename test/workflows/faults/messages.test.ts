import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';

import { selfSignedCertificate } from '../../sandbox/certificate';
import { bytesOf } from '../../sandbox/content';
import { startDify } from '../../sandbox/dify/server';
import { difyFaults } from '../../sandbox/dify/faults';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import * as faults from '../../sandbox/faults';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { useDify, type DifyRun } from '../engine/dify';
import { failWith, useNock } from '../engine/nock';
import { addTexts, runFast, zipOf } from './setup';

const bench = useDify();

afterEach(() => jest.restoreAllMocks());

interface Shown {
	message: string;
	description: string | RegExp;
}

async function expectShown({ message, description }: Shown, more: object = {}, run: DifyRun = {}) {
	const knowledgeBase = addTexts(bench.dify, 2);
	const parameters = { ...zipOf(knowledgeBase, { tries: 1 }), ...more };
	const { error, items } = await runFast(bench, parameters, run);
	expect(error?.message).toBe(message);
	expect(error?.description).toMatch(description);
	expect(items).toEqual([]);
}

async function urlOf({ id, documents }: KnowledgeBase, more: object = {}) {
	const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: id };
	return await bench.run({ ...parameters, documentId: documents[0].id, ...more });
}

/** A ZIP whose one file declares so many bytes, in the directory and in front of its data. */
async function zipDeclaring(bytes: number): Promise<Buffer> {
	const zip = new ZipFile();
	// Less data could not hold as much: Deflate packs 1,032 bytes into one at best.
	zip.addBuffer(bytesOf({ bytes: 2 * 1024 ** 2, seed: 1 }), 'large');
	zip.end();
	const archive = await buffer(zip.outputStream);
	const directory = archive.indexOf('PK\x01\x02', 0, 'latin1');
	archive.writeUInt32LE(bytes, 22);
	archive.writeUInt32LE(bytes, directory + 24);
	return archive;
}

const said = (status: number, message: string) =>
	faults.answerWith(status, { code: 'x', message, status });

describe('what Dify answers:', () => {
	test.each<[string, faults.Fault, string, RegExp]>([
		[
			'wrongKey',
			difyFaults.appKey(),
			'Dify does not accept the API key',
			/Create a Knowledge key \(it starts with 'dataset-'\)/,
		],
		[
			'apiOff',
			difyFaults.apiNotEnabled(),
			'API access is switched off for this knowledge base',
			/switch on 'Service API'/,
		],
		[
			'rateLimit',
			difyFaults.rateLimited(),
			'The rate limit of the Dify plan is used up',
			/'Keep Trying For \(Minutes\)'/,
		],
		[
			'planLimit',
			difyFaults.planLimit(),
			'The Dify plan does not allow this',
			/please upgrade to a paid plan/,
		],
		[
			'proxyRefuses',
			faults.answerWith(403, '<title>Attention Required</title>', { 'Content-Type': 'text/html' }),
			'A server in front of Dify refuses the request',
			/Attention Required/,
		],
		[
			'keyBoundElsewhere',
			difyFaults.boundElsewhere(),
			'The API key may not open this knowledge base',
			/bound to other knowledge bases/,
		],
		[
			'oldServer',
			difyFaults.oldServer('1.9.2'),
			'This Dify server is too old to download documents',
			/It runs version 1\.9\.2/,
		],
		[
			'noDownloadRoute',
			difyFaults.oldServer('1.14.0'),
			'This server does not know how to download documents',
			/'Base URL' in the credential/,
		],
		[
			'noUploadedFile',
			said(
				404,
				'Only uploaded-file documents can be downloaded as ZIP. You have requested this URI',
			),
			'One of the documents has no original file',
			/of others it may have been deleted.*'Skip Unavailable Documents'/s,
		],
		[
			'documentUnknown',
			said(404, 'Document not found.'),
			'A document is not in this knowledge base',
			/its ID belongs to another knowledge base/,
		],
		[
			'knowledgeBaseUnknown',
			said(404, 'Dataset not found.'),
			'The knowledge base was not found',
			/'Knowledge Base'/,
		],
		[
			'requestRefused',
			said(400, 'Input should be a valid UUID'),
			'Dify does not understand the request',
			/Input should be a valid UUID/,
		],
		[
			'blobMissing',
			difyFaults.unknown(),
			'Dify could not pack the documents',
			/one document is missing in Dify's storage/,
		],
		[
			'webApp',
			difyFaults.webApp(),
			"'Base URL' leads to a web page, not to Dify's API",
			/followed by '\/v1'/,
		],
		[
			'redirected',
			faults.redirect(302, 'https://elsewhere.example/v1'),
			'The server sends requests on to another address',
			/https:\/\/elsewhere\.example\/v1/,
		],
		['proxySignIn', faults.answerWith(407), 'The proxy wants a sign-in', /Request Options/],
		[
			'tooManyRequests',
			faults.tooManyRequests(),
			'Dify asks for fewer requests',
			/fewer workflows use Dify/,
		],
		['tryLater', faults.answerWith(408), 'Dify was not ready to answer', /408/],
		[
			'gateway',
			faults.badGateway(504),
			'Dify is not available right now',
			/'Documents per Request'.*504 Gateway Time-out/s,
		],
		[
			'serverFault',
			faults.answerWith(500, 'oops'),
			'Dify could not process the request',
			/log of Dify.*oops/s,
		],
		[
			'webPage',
			faults.answerWith(402, '<title>Pay</title>', { 'Content-Type': 'text/html' }),
			'A web page came back instead of data',
			/Pay/,
		],
		[
			'unexpected',
			faults.answerWith(418, 'teapot'),
			'Dify gave an answer that cannot be used',
			/418: teapot/,
		],
	])('%s', async (_row, fault, message, description) => {
		bench.dify.faults.always('downloadZip', fault);
		await expectShown({ message, description });
	});

	test('notTheApi', async () => {
		bench.dify.faults.always('list', difyFaults.oldServer());
		const message = "'Base URL' does not lead to Dify's API";
		await expectShown({ message, description: /usually ends with '\/v1'/ }, { selection: 'all' });
	});

	test.each([
		['onlyUploadedFile', { uploadFileGone: true }],
		['onlyUploadedFile', { dataSourceType: 'website_crawl' }],
	])('%s: %j', async (_row, seed) => {
		const { error } = await urlOf(addTexts(bench.dify, 1, { 0: seed }));
		expect(error?.message).toBe('The document has no original file to download');
		expect(error?.description).toMatch(/'downloadable'(?!.*Skip Documents)/);
	});

	test('onlyDocumentUnknown', async () => {
		const documentId = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
		const { error } = await urlOf(addTexts(bench.dify, 1), { documentId });
		expect(error?.message).toBe('The document is not in this knowledge base');
		expect(error?.description).toMatch(/Check 'Knowledge Base'(?!.*Skip Documents)/);
	});

	test('archiveLimit', async () => {
		const zip = await zipDeclaring(1.5 * 1024 ** 3);
		const options = { maximumUnpackedGb: 1 };
		bench.dify.faults.always(
			'downloadZip',
			faults.answerWith(200, zip, { 'Content-Type': 'application/zip' }),
		);
		const { error, items } = await bench.run({
			...zipOf(addTexts(bench.dify, 1), options),
			operation: 'downloadFiles',
		});
		expect(error?.message).toBe('The archive would unpack to more than is allowed');
		expect(error?.description).toContain("'Maximum Unpacked Size (GB)'");
		expect(items).toEqual([]);
	});

	test('appKey', async () => {
		const message = 'The API key belongs to an app, not to the knowledge bases';
		await expectShown(
			{ message, description: /'app-'/ },
			{},
			{ credential: { apiKey: 'app-123' } },
		);
	});

	test('versionTwice', async () => {
		const baseUrl = `${bench.dify.origin}/v1/v1`;
		const message = "'Base URL' in the credential has '/v1' twice";
		await expectShown(
			{ message, description: /https:\/\/api\.dify\.ai\/v1/ },
			{},
			{ credential: { baseUrl } },
		);
	});

	test('embeddingModelMissing', async () => {
		const knowledgeBase = addTexts(bench.dify, 1);
		knowledgeBase.embeddingModelMissing = true;
		const { error } = await textOf(knowledgeBase);
		expect(error?.message).toBe(
			'Dify does not hand out the text: the embedding model is not available',
		);
		expect(error?.description).toContain('Settings → Model Provider');
	});

	test('textUnfinished', async () => {
		const { error } = await textOf(addTexts(bench.dify, 1, { 0: { displayStatus: 'indexing' } }));
		expect(error?.message).toBe('Dify has not finished reading the document');
		expect(error?.description).toContain('its status in Dify is Available');
	});

	async function textOf({ id, documents }: KnowledgeBase) {
		return await bench.run({
			operation: 'getText',
			knowledgeBaseId: id,
			documentId: documents[0].id,
		});
	}

	test('limitedKey', async () => {
		const apiKey = bench.dify.addLimitedKey(addTexts(bench.dify, 1));
		const named = await bench.run(
			{ resource: 'knowledgeBase', operation: 'list' },
			{ credential: { apiKey } },
		);
		expect(named.error?.message).toBe(
			"This API key cannot list knowledge bases: choose 'By URL' or 'By ID' in place of 'From List'",
		);
		expect(named.error?.description).toContain('works with each of them');
	});

	test('pluginDaemon', async () => {
		bench.dify.pluginDaemonDown = true;
		const run = runFast(bench, { resource: 'knowledgeBase', operation: 'list' });
		const named = await run.finally(() => (bench.dify.pluginDaemonDown = false));
		expect(named.error?.message).toBe(
			"Dify's plugin service is down or starting: choose the knowledge base 'By URL' or 'By ID', downloads work all the same",
		);
		expect(named.error?.description).toContain("'plugin_daemon'");
		expect(bench.asked('knowledgeBases')).toHaveLength(5);
	});
});

describe('agentKnowledgeBase', () => {
	const message = 'This is an agent knowledge base, whose original files Dify does not hand out';
	let id: string;
	beforeAll(() => {
		bench.dify.version = '1.18.0';
		({ id } = bench.dify.addAgentKnowledgeBase('For agents'));
	});
	afterAll(() => (bench.dify.version = '1.14.0'));

	test.each([
		{ operation: 'list' },
		{ operation: 'downloadZip', selection: 'all' },
		{ operation: 'downloadFiles', selection: 'all' },
		{ operation: 'downloadZip', selection: 'ids', documentIds: madeUpUuid('any') },
		{ operation: 'getDownloadUrl', documentId: madeUpUuid('any') },
	])('an ID of one is told by %j', async (parameters) => {
		const { error, items } = await bench.run({ ...parameters, knowledgeBaseId: id });
		expect(error?.message).toBe(message);
		expect(error?.description).toContain('no download of originals');
		expect(items).toEqual([]);
	});

	test('an ID that is unknown there as well is told as before', async () => {
		const knowledgeBaseId = madeUpUuid('unknown');
		const { error } = await bench.run({ operation: 'list', knowledgeBaseId });
		expect(error?.message).toBe('The knowledge base was not found');
	});

	test.each([
		`https://cloud.dify.ai/datasets/new/${madeUpUuid('space')}/documents`,
		`https://api.dify.ai/v1/knowledge-fs/spaces/${madeUpUuid('space')}`,
	])('the pasted address %s is told before any request', async (value) => {
		const knowledgeBaseId = { __rl: true, mode: 'url', value };
		const { error } = await bench.run({ operation: 'list', knowledgeBaseId });
		expect(error?.message).toContain("'Knowledge Base' leads to an agent knowledge base");
		expect(bench.dify.requests).toEqual([]);
	});
});

describe('the download URL:', () => {
	async function checkedUrl() {
		const { error } = await urlOf(addTexts(bench.dify, 1), { options: { checkOpens: true } });
		bench.dify.filesUrl = '';
		return error;
	}

	test('fileHostUnreachable', async () => {
		bench.dify.filesUrl = 'http://127.0.0.1:1';
		const error = await checkedUrl();
		expect(error?.message).toBe('n8n cannot open the download URL');
		expect(error?.description).toMatch(/'127\.0\.0\.1:1'.*'Replace Host'/s);
	});

	test('fileMissing', async () => {
		bench.dify.faults.always('file', faults.answerWith(500, 'Internal Server Error'));
		const error = await checkedUrl();
		expect(error?.message).toBe("The original file of the document is missing in Dify's storage");
		expect(error?.description).toContain('Upload the document to Dify again');
	});

	test('fileUrlRefused', async () => {
		bench.dify.faults.always('file', said(404, 'File not found or signature is invalid'));
		const error = await checkedUrl();
		expect(error?.message).toBe('The download URL has expired or its file is missing');
		expect(error?.description).toContain('300 seconds');
	});
});

describe('connections:', () => {
	useNock();

	test.each([
		['hostUnknown', 'ENOTFOUND', 'The host in the credential was not found'],
		['nameServiceDown', 'EAI_AGAIN', 'The name of the host could not be looked up'],
		['refused', 'EHOSTUNREACH', 'Dify cannot be reached'],
		['badCertificate', 'CERT_HAS_EXPIRED', 'The certificate of the server is not valid'],
		[
			'badCertificate',
			'ERR_TLS_CERT_ALTNAME_INVALID',
			'The certificate of the server is not valid',
		],
		['selfSigned', 'SELF_SIGNED_CERT_IN_CHAIN', 'The certificate of the server is not trusted'],
		[
			'selfSigned',
			'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
			'The certificate of the server is not trusted',
		],
		['notHttps', 'EPROTO', 'The server does not speak HTTPS at this address'],
		['timeout', 'ETIMEDOUT', 'Dify took too long to answer'],
		['brokeOff', 'ECONNRESET', 'The connection broke off before everything had arrived'],
		['unreadable', 'HPE_INVALID_CONSTANT', 'The answer of the server cannot be read'],
	])('%s (%s)', async (_row, code, message) => {
		failWith('https://dify.example', code);
		const credential = { baseUrl: 'https://dify.example/v1' };
		const description = new RegExp(`\\(${code}; asked for https://dify\\.example/`);
		await expectShown({ message, description }, {}, { credential });
	});
});

describe("n8n's own protection:", () => {
	useNock();

	test('forbiddenByN8n, with the settings that allow an address', async () => {
		// The words of n8n 2.41, SsrfBlockedIpError.
		const words = 'The request was blocked because it resolves to a restricted IP address';
		failWith('http://dify.internal', undefined, words);
		const message = 'n8n is set up not to connect to this address';
		const description = /'dify\.internal'.*N8N_SSRF_ALLOWED_HOSTNAMES.*N8N_SSRF_ALLOWED_IP_RANGES/;
		const credential = { baseUrl: 'http://dify.internal/v1' };
		await expectShown({ message, description }, {}, { credential });
	});
});

describe('connections to real ports:', () => {
	test('refused, by a port on which nothing listens', async () => {
		const credential = { baseUrl: 'http://127.0.0.1:1' };
		await expectShown(
			{ message: 'Dify cannot be reached', description: /'127\.0\.0\.1:1'.*Docker/s },
			{},
			{ credential },
		);
	});

	test('selfSigned, by a server with a certificate of its own, until it is allowed', async () => {
		const secure = await startDify({ tls: await selfSignedCertificate() });
		const { id } = addTexts(secure, 1);
		const parameters = { operation: 'list', knowledgeBaseId: id };
		const refused = await bench.run(parameters, { credential: { baseUrl: secure.origin } });
		const credential = { baseUrl: secure.origin, ignoreSslIssues: true };
		const allowed = await bench.run(parameters, { credential });
		await secure.close();
		expect(refused.error?.message).toBe('The certificate of the server is not trusted');
		expect(refused.error?.description).toContain("'Ignore SSL Issues'");
		expect(allowed.items).toHaveLength(1);
	});

	test('notHttps, by a server without encryption', async () => {
		const credential = { baseUrl: bench.dify.origin.replace('http:', 'https:') };
		const message = 'The server does not speak HTTPS at this address';
		await expectShown({ message, description: /'http:\/\/'/ }, {}, { credential });
	});
});

describe("n8n's store:", () => {
	test.each([
		[
			'diskFull',
			'ENOSPC: no space left on device, write',
			'There is no room left where n8n keeps binary data',
		],
		[
			'fileLimit',
			'File exceeds the max size limit of 512 MB',
			"The file is larger than n8n's binary data storage takes",
		],
		['notStored', 'EACCES: permission denied', 'n8n could not store the file'],
	])('%s', async (_row, cause, message) => {
		jest.spyOn(Container.get(BinaryDataService), 'store').mockRejectedValue(new Error(cause));
		await expectShown({ message, description: /./ });
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});

	test('diskFull, while the body arrives: the request ends too', async () => {
		jest
			.spyOn(Container.get(BinaryDataService), 'store')
			.mockImplementation(async (_place, body) => {
				for await (const chunk of body as AsyncIterable<Buffer>) {
					if (chunk.length > 0) throw new Error('ENOSPC: no space left on device, write');
				}
				throw new Error('nothing came');
			});
		bench.dify.faults.always('downloadZip', faults.endlessBody('application/zip', 'PK'));
		await expectShown({
			message: 'There is no room left where n8n keeps binary data',
			description: /disk/,
		});
	});
});
