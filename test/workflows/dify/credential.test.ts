import { selfSignedCertificate } from '../../sandbox/certificate';
import { startDify, type DifyStandIn } from '../../sandbox/dify';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { answerWith } from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { testCredential } from '../engine/editor';
import { useNock } from '../engine/nock';

const bench = useDify();
const NOT_THE_API = "This address answers, but not as Dify's API: check Base URL";
const knowledgeBaseId = madeUpUuid('nocked');
const oneDocument = { id: madeUpUuid('doc'), name: 'a.txt', data_source_type: 'upload_file' };
const json = { 'Content-Type': 'application/json' };

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
			.get(`${pathname}/datasets`)
			.query({ limit: 1 })
			.reply(200, { data: [], total: 0 }, json);
		expect(await testCredential('difyKnowledgeApi', credential)).toBeUndefined();
		expect(asked.isDone()).toBe(true);
	});

	test('works in a list', async () => {
		const asked = nock(origin, { reqheaders: headers })
			.get(`${pathname}/datasets/${knowledgeBaseId}/documents`)
			.query({ page: 1, limit: 50 })
			.reply(200, { data: [oneDocument], total: 1, has_more: false }, json);
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
			.reply(404, { code: 'not_found', message: 'Document not found.', status: 404 }, json);
		const url = nock(origin, { reqheaders: headers })
			.get(`${documents}/${oneDocument.id}/download`)
			.reply(200, { url: '/files/1/file-preview?sign=2' }, json);
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
			.get('/v1/datasets')
			.query({ limit: 1 })
			.reply(200, { data: [] }, json);
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
				.reply(200, { data: [], total: 0 }, json);
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
		expect(bench.dify.requests).toMatchObject([
			{ method: 'GET', path: '/v1/datasets', query: { limit: '1' } },
		]);
	});

	test('says no to an app key', async () => {
		expect(await press({ apiKey: 'app-key' })).toContain('It has to be a Knowledge key');
	});

	test('says no to a server that is no Dify', async () => {
		bench.dify.faults.always('knowledgeBases', answerWith(200, { hello: 'world' }));
		expect(await press()).toBe(NOT_THE_API);
	});

	test('says no to a web page', async () => {
		bench.dify.faults.always(
			'knowledgeBases',
			answerWith(200, '<html></html>', { 'Content-Type': 'text/html' }),
		);
		expect(await press()).toBe(NOT_THE_API);
	});

	test('does not follow a redirect with the key', async () => {
		const { origin, requests } = bench.dify.filesServer;
		requests.length = 0;
		bench.dify.faults.always(
			'knowledgeBases',
			answerWith(302, '', { Location: `${origin}/v1/datasets` }),
		);
		expect(await press()).toBe(NOT_THE_API);
		expect(requests).toEqual([]);
	});
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
