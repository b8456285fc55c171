import { createHash } from 'node:crypto';

import { startGumloop, type GumloopStandIn } from '../../sandbox/gumloop/server';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';

let gumloop: GumloopStandIn;

beforeEach(async () => {
	gumloop = await startGumloop();
});
afterEach(async () => await gumloop.close());

async function post(path: string, body: object, headers: Record<string, string> = {}) {
	return await fetch(`${gumloop.apiRoot}/${path}`, {
		method: 'POST',
		headers: {
			Authorization: `Bearer ${gumloop.apiKey}`,
			'x-auth-key': gumloop.userId,
			'Content-Type': 'application/json',
			...headers,
		},
		body: JSON.stringify({ user_id: gumloop.userId, ...body }),
	});
}

async function get(path: string, headers: Record<string, string> = {}) {
	return await fetch(`${gumloop.apiRoot}/${path}`, {
		headers: {
			Authorization: `Bearer ${gumloop.apiKey}`,
			'x-auth-key': gumloop.userId,
			...headers,
		},
	});
}

describe('runs', () => {
	it('go through the states of their script, one per poll, and show outputs when done', async () => {
		const flow = gumloop.addFlow(sampleFlow());
		const started = await post('start_pipeline', {
			saved_item_id: flow.savedItemId,
			pipeline_inputs: [{ input_name: 'month', value: '2026-03' }],
		});
		const { run_id: runId } = (await started.json()) as { run_id: string };
		const states = [];
		for (let i = 0; i < 4; i++) {
			const answer = await get(`get_pl_run?run_id=${runId}&user_id=${gumloop.userId}`);
			const run = (await answer.json()) as { state: string; outputs: { month?: string } };
			states.push([run.state, run.outputs.month]);
		}
		expect(states).toEqual([
			['RUNNING', undefined],
			['RUNNING', undefined],
			['DONE', '2026-03'],
			['DONE', '2026-03'],
		]);
		expect(gumloop.starts).toEqual([
			{ savedItemId: flow.savedItemId, runId, inputs: { month: '2026-03' } },
		]);
	});
});

describe('access', () => {
	it('is 403 without the user id, with another one, and for a team key without its team', async () => {
		expect((await get('models')).status).toBe(200);
		expect((await get('models', { 'x-auth-key': '' })).status).toBe(403);
		expect((await get('models', { 'x-auth-key': 'someone' })).status).toBe(403);
		const team = { Authorization: `Bearer ${gumloop.teamKey}` };
		const query = `list_saved_items?user_id=${gumloop.userId}`;
		expect((await get(query, team)).status).toBe(403);
		expect((await get(`${query}&project_id=${gumloop.teamId}`, team)).status).toBe(200);
		expect((await get('list_saved_items')).status).toBe(400);
	});
});

describe('download_files', () => {
	const files = [
		{ name: 'a.txt', content: 'first' },
		{ name: 'b.txt', content: 'second', entryName: '../b.txt' },
	];

	async function archiveOf(names: string[]) {
		const run = gumloop.addRun({ files });
		const response = await post('download_files', { file_names: names, run_id: run.runId });
		return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
	}

	it.each([false, true])(
		'puts hostile names into the ZIP (data descriptors: %s)',
		async (dataDescriptors) => {
			gumloop.zip = { dataDescriptors, folders: ['run/'] };
			const { bytes } = await archiveOf(['a.txt', 'b.txt']);
			const text = bytes.toString('latin1');
			expect(text.split('../b.txt')).toHaveLength(3);
			expect(text.split('run/')).toHaveLength(3);
			const firstFile = bytes.indexOf('a.txt') - 30;
			expect(bytes.readUInt16LE(firstFile + 6) & 8).toBe(dataDescriptors ? 8 : 0);
		},
	);

	it('answers an unknown name with 500 or leaves it out, as set', async () => {
		expect((await archiveOf(['a.txt', 'c.txt'])).status).toBe(500);
		gumloop.unknownFiles = 'leaveOut';
		const { status, bytes } = await archiveOf(['a.txt', 'c.txt']);
		expect(status).toBe(200);
		expect(bytes.toString('latin1')).not.toContain('c.txt');
	});
});

describe('OAuth2', () => {
	const verifier = 'v'.repeat(43);
	const challenge = createHash('sha256').update(verifier).digest('base64url');
	const redirectUri = 'http://127.0.0.1:5678/rest/oauth2-credential/callback';

	async function authorize(extra: Record<string, string>) {
		const query = new URLSearchParams({
			client_id: gumloop.oauth2.clientId,
			redirect_uri: redirectUri,
			response_type: 'code',
			scope: 'gumloop_api',
			state: 'xyz',
			...extra,
		});
		return await fetch(`${gumloop.origin}/oauth/authorize?${query}`, { redirect: 'manual' });
	}

	async function token(body: Record<string, string>) {
		const response = await fetch(`${gumloop.origin}/oauth/token`, {
			method: 'POST',
			body: new URLSearchParams({ client_id: gumloop.oauth2.clientId, ...body }),
		});
		return { status: response.status, body: (await response.json()) as Record<string, string> };
	}

	async function code() {
		const response = await authorize({ code_challenge: challenge, code_challenge_method: 'S256' });
		const location = new URL(response.headers.get('location') ?? '');
		expect(location.searchParams.get('state')).toBe('xyz');
		return location.searchParams.get('code') ?? '';
	}

	async function modelsStatus(accessToken: string) {
		const headers = { Authorization: `Bearer ${accessToken}` };
		return (await fetch(`${gumloop.apiRoot}/models`, { headers })).status;
	}

	it('refuses to authorize without PKCE and a code with a wrong verifier', async () => {
		expect((await authorize({})).status).toBe(400);
		const exchange = { grant_type: 'authorization_code', redirect_uri: redirectUri };
		const wrong = 'w'.repeat(43);
		expect((await token({ ...exchange, code: await code(), code_verifier: wrong })).status).toBe(
			400,
		);
		expect((await token({ ...exchange, code: await code() })).status).toBe(400);
		expect(gumloop.oauth2.granted.authorization_code).toBe(0);
	});

	it('lets a token in until it expires, and its refresh token brings a new one', async () => {
		const first = await token({
			grant_type: 'authorization_code',
			code: await code(),
			redirect_uri: redirectUri,
			code_verifier: verifier,
		});
		expect(first.body.token_type).toBe('Bearer');
		expect(Number(first.body.expires_in)).toBeGreaterThan(3500);
		expect(await modelsStatus(first.body.access_token)).toBe(200);

		gumloop.oauth2.expireAccessTokens();
		expect(await modelsStatus(first.body.access_token)).toBe(401);

		const refresh = { grant_type: 'refresh_token', refresh_token: first.body.refresh_token };
		const second = await token(refresh);
		expect(await modelsStatus(second.body.access_token)).toBe(200);
		expect(gumloop.oauth2.granted).toEqual({ authorization_code: 1, refresh_token: 1 });
	});
});
