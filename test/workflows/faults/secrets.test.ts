import { inspect } from 'node:util';

import { Container } from '@n8n/di';
import { stringify } from 'flatted';
import { BinaryDataService } from 'n8n-core';
import type { INodeParameters, Logger } from 'n8n-workflow';

import { difyFaults } from '../../sandbox/dify/faults';
import * as faults from '../../sandbox/faults';
import { startHttpServer, type HttpServer } from '../../sandbox/httpServer';
import { useDify, type DifyRun } from '../engine/dify';
import type { Result } from '../engine/run';
import { addTexts, runFast, zipOf } from './setup';

const KEY = 'dataset-Q2lzIGtleSBtdXN0IG5vdCBsZWFr';
const bench = useDify({ apiKey: KEY });

/** A server on another origin, which collects what it is sent and can send it back. */
let other: HttpServer;
let logged: string[];

beforeAll(async () => {
	other = await startHttpServer({
		answer: async () => ({
			status: 200,
			headers: { 'Content-Type': 'application/json' },
			body: '{}',
		}),
	});
});
afterAll(async () => await other.close());

beforeEach(() => {
	other.requests.length = 0;
	logged = [];
	const { logger } = Container.get(BinaryDataService) as unknown as { logger: Logger };
	for (const level of ['error', 'warn', 'info', 'debug'] as const) {
		jest.spyOn(logger, level).mockImplementation((...line) => {
			logged.push(inspect(line, { depth: Infinity, showHidden: true }));
		});
	}
	for (const stream of [process.stdout, process.stderr]) {
		jest.spyOn(stream, 'write').mockImplementation((text) => logged.push(String(text)) > 0);
	}
});
afterEach(() => jest.restoreAllMocks());

/** The key in the forms in which it may be hidden. */
const forms = [KEY, Buffer.from(KEY), Buffer.from(`Bearer ${KEY}`)]
	.flatMap((form) =>
		typeof form === 'string'
			? [form, encodeURIComponent(form)]
			: [form.toString('hex'), form.toString('base64').replace(/=+$/, '')],
	)
	.concat(KEY.slice(0, 24));

function expectNoKey(text: string) {
	for (const form of forms) expect(text.includes(form)).toBe(false);
}

/** Everything that n8n keeps of a run, shows of it, or writes into its log. */
function expectKeptSecret(result: Result) {
	const asShown = inspect(result, {
		depth: Infinity,
		showHidden: true,
		maxStringLength: Infinity,
		maxArrayLength: Infinity,
	});
	expectNoKey(asShown);
	expectNoKey(stringify(result.run.data));
	expectNoKey(JSON.stringify(result.items));
	expectNoKey(JSON.stringify(result.errorItems));
	expectNoKey(logged.join('\n'));
	expectNoKey(JSON.stringify([other.requests, bench.dify.filesServer.requests]));
}

async function download(more: object = {}, settings: DifyRun = {}): Promise<Result> {
	const knowledgeBase = addTexts(bench.dify, 4);
	return await runFast(
		bench,
		{ ...zipOf(knowledgeBase, { tries: 2 }), ...more } as INodeParameters,
		settings,
	);
}

test('a download that succeeds keeps the key to itself, in its log too', async () => {
	const result = await download({ selection: 'all' });
	expect(result.error).toBeUndefined();
	expect(logged.length).toBeGreaterThan(0);
	expectKeptSecret(result);
});

describe.each([301, 302, 303, 307, 308] as const)('a redirect with %i', (status) => {
	test.each(['list', 'downloadZip'] as const)(
		'of %s to another origin is not followed, and the message names where it leads',
		async (endpoint) => {
			bench.dify.faults.always(endpoint, faults.redirect(status, `${other.origin}/v1/elsewhere`));
			const result = await download({ selection: endpoint === 'list' ? 'all' : 'ids' });
			expect(result.error?.message).toBe('The server sends requests on to another address');
			expect(result.error?.description).toContain(`${other.origin}/v1/elsewhere`);
			expect(other.requests).toEqual([]);
			expectKeptSecret(result);
		},
	);

	test('to another name of the same host is another origin', async () => {
		const { port } = new URL(bench.dify.origin);
		const elsewhere = `http://localhost:${port}`;
		bench.dify.faults.always(
			'list',
			faults.redirect(status, ({ url }) => elsewhere + url.pathname),
		);
		const result = await download({ selection: 'all' });
		expect(result.error?.message).toBe('The server sends requests on to another address');
		expect(bench.asked('list')).toHaveLength(1);
		expectKeptSecret(result);
	});

	test('on the same origin is followed with the key', async () => {
		const moved = faults.redirect(status, ({ url }) => url.pathname + url.search);
		bench.dify.faults.next('list', moved);
		const result = await download({ selection: 'all' });
		expect(result.error).toBeUndefined();
		expect(result.items[0].json.fileCount).toBe(4);
		expectKeptSecret(result);
	});

	test('of a download on the same origin is followed where it keeps what was sent', async () => {
		const moved = faults.redirect(status, ({ url }) => url.pathname + url.search);
		bench.dify.faults.next('downloadZip', moved);
		const result = await download();
		if (status === 307 || status === 308) {
			expect(result.items[0].json.fileCount).toBe(4);
		} else {
			const { message, description } = result.error!;
			expect(message).toBe('The server redirects the request in a way that loses what was sent');
			expect(description).toContain(`redirects to '${bench.dify.origin}/v1/datasets/`);
			expect(description).not.toContain('The API key is not sent there');
			expect(bench.asked('downloadZip')).toHaveLength(1);
		}
		expectKeptSecret(result);
	});

	test('of a signed URL to another host and back carries no key', async () => {
		const knowledgeBase = addTexts(bench.dify, 1);
		bench.dify.filesUrl = bench.dify.filesServer.origin;
		const back = `${bench.dify.origin}/files/elsewhere`;
		bench.dify.faults.next('file', faults.redirect(status, back));
		const result = await bench.run({
			operation: 'getDownloadUrl',
			knowledgeBaseId: knowledgeBase.id,
			documentId: knowledgeBase.documents[0].id,
			options: { checkOpens: true },
		});
		bench.dify.filesUrl = '';
		const asked = [...bench.dify.filesServer.requests, ...bench.asked('file')];
		expect(asked.length).toBeGreaterThan(1);
		expect(asked.map(({ headers }) => headers.authorization)).toEqual(asked.map(() => undefined));
		expectKeptSecret(result);
	});
});

test('a ring of redirects on the same origin ends', async () => {
	bench.dify.faults.always(
		'list',
		faults.redirect(302, ({ url }) => url.pathname),
	);
	const result = await download({ selection: 'all' });
	expect(result.error?.message).toBe('Dify gave an answer that cannot be used');
	expect(result.error?.description).toContain('too many redirects');
	expect(bench.asked('list')).toHaveLength(6);
	expectKeptSecret(result);
});

/** A server that sends the key back, as a debugging proxy would. */
const echo =
	(status: number, type: string): faults.Fault =>
	(_real, { log }) => ({
		status,
		headers: { 'Content-Type': type, 'X-Version': `1.0 ${log.headers.authorization}` },
		body: type.includes('json')
			? JSON.stringify({ message: `${'x'.repeat(265)} ${log.headers.authorization} is wrong` })
			: `<title>No access with ${log.headers.authorization}</title>${log.headers.authorization}`,
	});

describe('no trace of the key is in messages, errors and log after', () => {
	test.each<[string, faults.Fault]>([
		['401', difyFaults.appKey()],
		['403', difyFaults.boundElsewhere()],
		['404 of an old server', difyFaults.oldServer()],
		['500', difyFaults.unknown()],
		['502', faults.badGateway()],
		['429', faults.tooManyRequests()],
		['a reset', faults.resetBeforeHead()],
		['a body that breaks off', faults.resetInBody(20)],
		['a head that cannot be read', faults.rawHeader('X-Bad', 'a\u0000b')],
		['a huge head', faults.hugeHeader()],
		['a web page', difyFaults.webApp()],
		['400 that echoes the key', echo(400, 'application/json')],
		['401 that echoes the key', echo(401, 'application/json')],
		['403 that echoes the key', echo(403, 'text/html')],
		['404 that echoes the key', echo(404, 'text/html')],
		['500 that echoes the key', echo(500, 'application/json')],
		['503 that echoes the key', echo(503, 'text/html')],
		['200 that echoes the key', echo(200, 'text/plain')],
		[
			'401 that echoes the key in base64',
			(_real, { log }) => {
				const message = Buffer.from(String(log.headers.authorization)).toString('base64');
				return {
					status: 401,
					headers: { 'Content-Type': 'application/json' },
					body: JSON.stringify({ message }),
				};
			},
		],
		[
			'a redirect that echoes the key',
			faults.redirect(
				302,
				({ log }) => `https://elsewhere.example/?key=${log.headers.authorization?.slice(7)}`,
			),
		],
	])('%s', async (_name, fault) => {
		bench.dify.faults.always('any', fault);
		const parameters = { selection: 'all' };
		const result = await download(parameters);
		expect(result.error?.message).toBeTruthy();
		expectKeptSecret(result);
		for (const onError of ['continueErrorOutput', 'continueRegularOutput'] as const) {
			expectKeptSecret(await download(parameters, { onError }));
		}
	});

	test('a refused connection', async () => {
		const result = await download({}, { credential: { baseUrl: 'http://127.0.0.1:1' } });
		expect(result.error?.message).toBe('Dify cannot be reached');
		expectKeptSecret(result);
	});

	test('a timeout', async () => {
		bench.dify.faults.always('downloadZip', faults.deliverWith({ delayMs: 60_000 }));
		const knowledgeBase = addTexts(bench.dify, 1);
		const parameters = { ...zipOf(knowledgeBase, { tries: 1 }), requestOptions: { timeout: 100 } };
		const result = await bench.run(parameters);
		expect(result.error?.message).toBe('Dify took too long to answer');
		expectKeptSecret(result);
	});

	test('a Base URL that is none', async () => {
		const result = await download({}, { credential: { baseUrl: 'not a url' } });
		expect(result.error?.message).toBe("'Base URL' in the credential is not a web address");
		expectKeptSecret(result);
	});
});
