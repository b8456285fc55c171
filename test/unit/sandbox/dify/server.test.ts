import { useDifyClient } from './client';

const client = useDifyClient();

async function statusAndCode(answer: Promise<Response>) {
	const response = await answer;
	const { code, message } = (await response.json()) as { code: string; message: string };
	return [response.status, code, message];
}

describe('what the base URL leads to', () => {
	it('is the web app outside /v1 and a page of Flask for unknown routes', async () => {
		await client.start([], { prefix: '/dify' });
		const statusAndType = async (path: string) => {
			const response = await fetch(client.dify.origin + path);
			return [response.status, response.headers.get('content-type')];
		};
		expect(await statusAndType('/datasets')).toEqual([200, 'text/html; charset=utf-8']);
		expect(await statusAndType('/dify/v1/')).toEqual([200, 'application/json']);
		expect(await statusAndType('/dify/v1/v1/datasets')).toEqual([404, 'text/html; charset=utf-8']);
		expect(await statusAndType('/dify/v1/datasets')).toEqual([401, 'application/json']);
	});

	it('is a page of Flask for an ID that is no UUID', async () => {
		await client.start();
		const response = await client.ask('/datasets/contracts/documents');
		expect([response.status, response.headers.get('content-type')]).toEqual([
			404,
			'text/html; charset=utf-8',
		]);
	});

	it('is the application where an answer carries X-Version', async () => {
		await client.start();
		expect((await client.get('/documents')).headers.get('x-version')).toBe('1.14.0');
		expect((await fetch(`${client.dify.origin}/datasets`)).headers.get('x-version')).toBeNull();
	});
});

describe('methods', () => {
	it('that a route does not have are 405 in JSON', async () => {
		await client.start();
		const put = await client.get('/documents', { method: 'PUT' });
		expect(put.headers.get('allow')).toBe('GET');
		expect(await put.json()).toEqual({
			code: 'method_not_allowed',
			message: 'The method is not allowed for the requested URL.',
			status: 405,
		});
		const [status] = await statusAndCode(client.get('/documents/download-zip'));
		expect(status).toBe(405);
	});

	it('include HEAD on lists', async () => {
		await client.start([{ name: 'a' }]);
		for (const path of ['/datasets', `/datasets/${client.knowledgeBase.id}/documents`]) {
			const response = await client.ask(path, { method: 'HEAD' });
			expect([response.status, response.headers.get('content-type')]).toEqual([
				200,
				'application/json',
			]);
			expect(await response.text()).toBe('');
		}
	});
});

describe('keys', () => {
	const refused = async (Authorization: string) => {
		const response = await client.ask('/datasets', { headers: { Authorization } });
		expect(response.headers.get('www-authenticate')).toBe('Bearer realm="api"');
		return await statusAndCode(Promise.resolve(response));
	};

	it('that are wrong, missing, blank or of another scheme are 401 with WWW-Authenticate', async () => {
		await client.start();
		const missing = "Authorization header must be provided and start with 'Bearer'";
		expect(await refused('Bearer app-1')).toEqual([401, 'unauthorized', 'Access token is invalid']);
		expect(await refused('')).toEqual([401, 'unauthorized', missing]);
		expect(await refused('Bearer ')).toEqual([401, 'unauthorized', missing]);
		expect(await refused('Basic YTpi')).toEqual([
			401,
			'unauthorized',
			"Authorization scheme must be 'Bearer'",
		]);
	});

	it('that are limited work inside of their scope, and are 403 outside of it and where none is named', async () => {
		await client.start([{ name: 'a' }]);
		const other = client.dify.addKnowledgeBase({ name: 'Other' });
		const key = client.dify.addLimitedKey(client.knowledgeBase);
		const headers = { Authorization: `Bearer ${key}` };
		expect((await client.get('/documents', { headers })).status).toBe(200);
		expect((await client.get('', { headers })).status).toBe(200);
		const outside = client.ask(`/datasets/${other.id}/documents`, { headers });
		expect((await statusAndCode(outside)).slice(0, 2)).toEqual([403, 'forbidden']);
		const unnamed = client.ask('/datasets', { headers });
		expect((await statusAndCode(unnamed)).slice(0, 2)).toEqual([403, 'forbidden']);
	});

	it('open no knowledge base whose API is switched off', async () => {
		await client.start([], {}, { enableApi: false });
		const message = 'Dataset api access is not enabled.';
		expect(await statusAndCode(client.get('/documents'))).toEqual([403, 'forbidden', message]);
	});
});

describe('a plugin service that is down', () => {
	it('makes knowledge bases 400, while documents, their list and both downloads work', async () => {
		await client.start([{ name: 'a' }]);
		client.dify.pluginDaemonDown = true;
		for (const answer of [client.ask('/datasets'), client.get('')]) {
			const [status, code, message] = await statusAndCode(answer);
			expect([status, code]).toEqual([400, 'invalid_param']);
			expect(message).toMatch(
				/^Failed to request plugin daemon, url: plugin\/.*\/management\/models$/,
			);
		}
		const [{ id }] = client.knowledgeBase.documents;
		const answers = [
			client.get('/documents'),
			client.get(`/documents/${id}`),
			client.get(`/documents/${id}/download`),
			client.downloadZip([id]),
		];
		for (const answer of answers) expect((await answer).status).toBe(200);
	});
});

describe('agent knowledge bases', () => {
	const unknownSpace = '/knowledge-fs/spaces/aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

	it('are unknown to the classic endpoints and live under /knowledge-fs with codes of their own', async () => {
		await client.start([], { version: '1.18.0' });
		const { id } = client.dify.addAgentKnowledgeBase('For agents');
		const classic = statusAndCode(client.ask(`/datasets/${id}/documents`));
		expect(await classic).toEqual([404, 'not_found', 'Dataset not found.']);
		expect((await client.ask(`/knowledge-fs/spaces/${id}/documents`)).status).toBe(200);
		expect((await statusAndCode(client.ask(unknownSpace))).slice(0, 2)).toEqual([
			403,
			'knowledge_fs_access_denied',
		]);
		const headers = { Authorization: 'Bearer dataset-wrong' };
		const wrongKey = client.ask(`/knowledge-fs/spaces/${id}`, { headers });
		expect((await statusAndCode(wrongKey)).slice(0, 2)).toEqual([
			401,
			'knowledge_fs_invalid_credential',
		]);
	});

	it('are an unknown route on a server that has none, and before 1.18', async () => {
		await client.start([], { version: '1.18.0' });
		expect((await client.ask(unknownSpace)).headers.get('content-type')).toContain('text/html');
		client.dify.addAgentKnowledgeBase('For agents');
		client.dify.version = '1.14.0';
		expect((await client.ask(unknownSpace)).headers.get('content-type')).toContain('text/html');
	});
});
