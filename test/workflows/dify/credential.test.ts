import { DifyKnowledgeApi } from '../../../credentials/DifyKnowledgeApi.credentials';
import { json, type Answer } from '../../sandbox/answer';
import { selfSignedCertificate } from '../../sandbox/certificate';
import { startDify, type DifyStandIn } from '../../sandbox/dify/server';
import { difyAnswers, problem } from '../../sandbox/dify/answers';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { answerWith } from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { testCredential } from '../engine/credentialTest';
import { useNock } from '../engine/nock';

const bench = useDify();
const NOT_THE_API =
	"This address answers, but not as Dify's API: check Base URL. If it is right, Dify may be starting: try again in a minute";
const NOT_AVAILABLE = 'Dify is there, but is not available right now: try again in a minute';
const NOBODY = '00000000-0000-0000-0000-000000000000';
const notFound = { code: 'not_found', message: 'Dataset not found.', status: 404 };
const knowledgeBaseId = madeUpUuid('nocked');
const oneDocument = { id: madeUpUuid('doc'), name: 'a.txt', data_source_type: 'upload_file' };
const asJson = { 'Content-Type': 'application/json' };

const FORMS: Array<[form: string, root: string]> = [
	['https://api.dify.ai/v1', 'https://api.dify.ai/v1'],
	['https://api.dify.ai/v1/', 'https://api.dify.ai/v1'],
	['https://api.dify.ai/v1//', 'https://api.dify.ai/v1'],
	['https://api.dify.ai', 'https://api.dify.ai/v1'],
	['https://api.dify.ai/', 'https://api.dify.ai/v1'],
	['api.dify.ai/v1', 'https://api.dify.ai/v1'],
	['api.dify.ai', 'https://api.dify.ai/v1'],
	['  https://api.dify.ai/v1  ', 'https://api.dify.ai/v1'],
	['HTTPS://API.dify.ai/v1', 'https://api.dify.ai/v1'],
	['http://dify.example.com:8080', 'http://dify.example.com:8080/v1'],
	['https://dify.example.com/dify/v1', 'https://dify.example.com/dify/v1'],
	['https://dify.example.com/dify/v1/', 'https://dify.example.com/dify/v1'],
	['https://dify.example.com//dify//v1', 'https://dify.example.com/dify/v1'],
	['http://localhost:5001', 'http://localhost:5001/v1'],
	['localhost:5001', 'http://localhost:5001/v1'],
];

describe.each(FORMS)('the Base URL %j', (baseUrl, root) => {
	const nock = useNock();

	const { origin, pathname } = new URL(root);
	const headers = { authorization: 'Bearer dataset-key' };
	const credential = { apiKey: 'dataset-key', baseUrl };

	test('works in the test of the credential', async () => {
		const asked = nock(origin, { reqheaders: headers })
			.get(`${pathname}/datasets/${NOBODY}`)
			.reply(404, notFound, asJson);
		expect(await testCredential('difyKnowledgeApi', credential)).toBeUndefined();
		expect(asked.isDone()).toBe(true);
	});

	test('works in a list', async () => {
		const asked = nock(origin, { reqheaders: headers })
			.get(`${pathname}/datasets/${knowledgeBaseId}/documents`)
			.query({ page: 1, limit: 50 })
			.reply(200, { data: [oneDocument], total: 1, has_more: false }, asJson);
		const { items, error } = await bench.run(
			{ operation: 'list', knowledgeBaseId },
			{ credential },
		);
		expect(error).toBeUndefined();
		expect(items[0].json.name).toBe('a.txt');
		expect(asked.isDone()).toBe(true);
	});

	test('works in a request with a body, and relative download URLs lead to its origin', async () => {
		const documents = `${pathname}/datasets/${knowledgeBaseId}/documents`;
		const zip = nock(origin, { reqheaders: { ...headers, 'content-type': 'application/json' } })
			.post(`${documents}/download-zip`, { document_ids: [oneDocument.id] })
			.reply(404, { code: 'not_found', message: 'Document not found.', status: 404 }, asJson);
		const url = nock(origin, { reqheaders: headers })
			.get(`${documents}/${oneDocument.id}/download`)
			.reply(200, { url: '/files/1/file-preview?sign=2' }, asJson);
		const refused = await bench.run(
			{
				operation: 'downloadZip',
				knowledgeBaseId,
				selection: 'ids',
				documentIds: oneDocument.id,
				options: { fileName: 'a' },
			},
			{ credential },
		);
		expect(refused.error?.message).toBe('A document is not in this knowledge base');
		const { items } = await bench.run(
			{ operation: 'getDownloadUrl', knowledgeBaseId, documentId: oneDocument.id },
			{ credential },
		);
		expect(items[0].json.url).toBe(`${origin}/files/1/file-preview?sign=2`);
		expect(zip.isDone() && url.isDone()).toBe(true);
	});
});

describe('on Dify Cloud', () => {
	const nock = useNock();

	test('without a Base URL the credential leads to Dify Cloud', async () => {
		const asked = nock('https://api.dify.ai')
			.get(`/v1/datasets/${NOBODY}`)
			.reply(404, notFound, asJson);
		const baseUrl = 'https://api.dify.ai/v1';
		expect(
			await testCredential('difyKnowledgeApi', { apiKey: 'dataset-key', baseUrl }),
		).toBeUndefined();
		expect(asked.isDone()).toBe(true);
	});

	test.each([' dataset-key ', 'Bearer dataset-key', '\tdataset-key\n'])(
		'the API key %j is sent without what was pasted around it',
		async (apiKey) => {
			const asked = nock('https://api.dify.ai', {
				reqheaders: { authorization: 'Bearer dataset-key' },
			})
				.get('/v1/datasets')
				.query(true)
				.reply(200, { data: [], total: 0 }, asJson);
			const { error } = await bench.run(
				{ resource: 'knowledgeBase', operation: 'list' },
				{ credential: { apiKey, baseUrl: 'https://api.dify.ai/v1' } },
			);
			expect(error).toBeUndefined();
			expect(asked.isDone()).toBe(true);
		},
	);
});

test.each(['', '   ', 'https://', 'not an address', 'https://name:word@host/v1'])(
	'the Base URL %j is refused before any request',
	async (baseUrl) => {
		const { error } = await bench.run(
			{ operation: 'list', knowledgeBaseId },
			{ credential: { baseUrl } },
		);
		expect(error?.message).toBe("'Base URL' in the credential is not a web address");
		expect(await testCredential('difyKnowledgeApi', { apiKey: 'k', baseUrl })).toBe('Invalid URL');
	},
);

describe('the test of the credential', () => {
	const press = async (more: object = {}) => {
		const { apiKey, apiRoot: baseUrl } = bench.dify;
		return await testCredential('difyKnowledgeApi', { apiKey, baseUrl, ...more });
	};

	test('says yes to a Knowledge key', async () => {
		expect(await press()).toBeUndefined();
		expect(bench.dify.requests).toMatchObject([{ method: 'GET', path: `/v1/datasets/${NOBODY}` }]);
	});

	test('says yes to a key that is limited to some knowledge bases', async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Open to it' });
		expect(await press({ apiKey: bench.dify.addLimitedKey({ id }) })).toBeUndefined();
	});

	test.each(['app-key', 'dataset-wrong', ' '])('says no to the key %j', async (apiKey) => {
		expect(await press({ apiKey })).toContain('It has to be a Knowledge key');
	});

	test("tells right keys from wrong ones while Dify's plugin service is down", async () => {
		bench.dify.pluginDaemonDown = true;
		expect(await press()).toBeUndefined();
		expect(await press({ apiKey: 'dataset-wrong' })).toContain('It has to be a Knowledge key');
		bench.dify.pluginDaemonDown = false;
	});

	test('says that the plugin service is down where that is all that Dify answers', async () => {
		bench.dify.faults.always('knowledgeBase', difyAnswers.pluginDaemonDown);
		expect(await press()).toBe(
			"Dify's plugin service is down or starting, so that knowledge bases cannot be listed. Downloads work all the same",
		);
	});

	test.each<[string, Answer]>([
		['another service', json(200, { hello: 'world' })],
		['another service without that address', json(404, { detail: 'Not Found' })],
		['a web page', html(200, '<!DOCTYPE html><html><head><title>Dify</title></head></html>')],
		['no web page', html(404, '<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>')],
		['nothing', { status: 200, headers: {}, body: '' }],
	])('says no to an address that leads to %s', async (_name, answer) => {
		bench.dify.faults.always('knowledgeBase', () => answer);
		expect(await press()).toBe(NOT_THE_API);
	});

	test.each<[string, Answer]>([
		['429 of Dify', problem(429, 'too_many_requests', 'Too many requests')],
		['500 of Dify', difyAnswers.unknown()],
		['503 of Dify', problem(503, 'service_unavailable', 'Starting')],
		['502 of nginx', html(502, nginxPage('502 Bad Gateway'))],
		['504 of nginx', html(504, nginxPage('504 Gateway Time-out'))],
	])('does not take %s for a wrong key or address', async (_name, answer) => {
		bench.dify.faults.always('knowledgeBase', () => answer);
		expect(await press()).toBe(NOT_AVAILABLE);
	});

	test('does not follow a redirect with the key', async () => {
		const { origin, requests } = bench.dify.filesServer;
		requests.length = 0;
		bench.dify.faults.always(
			'knowledgeBase',
			answerWith(302, '', { Location: `${origin}/v1/datasets` }),
		);
		expect(await press()).toBe(NOT_THE_API);
		expect(requests).toEqual([]);
	});

	test('compares bodies only: for statuses n8n 1.102 to 2.33 has sentences of its own', () => {
		const { request, rules = [] } = new DifyKnowledgeApi().test;
		expect(request.ignoreHttpStatusErrors).toBe(true);
		expect(new Set(rules.map(({ type }) => type))).toEqual(new Set(['responseSuccessBody']));
	});

	function html(status: number, body: string): Answer {
		return { status, headers: { 'Content-Type': 'text/html' }, body };
	}

	function nginxPage(title: string): string {
		return `<html>\r\n<head><title>${title}</title></head>\r\n<body></body>\r\n</html>\r\n`;
	}
});

describe('a self-signed certificate', () => {
	let secure: DifyStandIn;
	beforeAll(async () => {
		secure = await startDify({ tls: await selfSignedCertificate() });
		secure.addKnowledgeBase({ name: 'Secure', documents: [{ name: 'a.txt' }] });
	});
	afterAll(async () => await secure.close());
	const credential = (ignoreSslIssues: boolean) => ({ baseUrl: secure.apiRoot, ignoreSslIssues });

	test.each(['list', 'downloadZip', 'downloadFiles'])(
		"is refused by %s, and accepted with 'Ignore SSL Issues'",
		async (operation) => {
			const parameters = {
				operation,
				knowledgeBaseId: secure.knowledgeBases[0].id,
				selection: 'all',
			};
			const refused = await bench.run(parameters, { credential: credential(false) });
			expect(refused.error?.message).toBe('The certificate of the server is not trusted');
			expect(refused.error?.description).toContain("'Ignore SSL Issues'");
			const accepted = await bench.run(parameters, { credential: credential(true) });
			expect(accepted.error).toBeUndefined();
			expect(accepted.items).toHaveLength(1);
		},
	);

	test('is treated the same in the test of the credential', async () => {
		const { apiKey } = secure;
		const press = async (ignore: boolean) =>
			await testCredential('difyKnowledgeApi', { apiKey, ...credential(ignore) });
		expect(await press(false)).toBe('DEPTH_ZERO_SELF_SIGNED_CERT');
		expect(await press(true)).toBeUndefined();
	});

	test("is accepted by 'Check That It Opens' too", async () => {
		const [{ id, documents }] = secure.knowledgeBases;
		const { error } = await bench.run(
			{
				operation: 'getDownloadUrl',
				knowledgeBaseId: id,
				documentId: documents[0].id,
				options: { checkOpens: true },
			},
			{ credential: credential(true) },
		);
		expect(error).toBeUndefined();
	});
});
