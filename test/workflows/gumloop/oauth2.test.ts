import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, INodeParameters } from 'n8n-workflow';

import { GumloopOAuth2Api } from '../../../credentials/GumloopOAuth2Api.credentials';
import { bytesOf as contentOf } from '../../sandbox/content';
import { gumloopFaults } from '../../sandbox/gumloop/faults';
import { onFakeClock } from '../engine/fakeClock';
import { useGumloop } from '../engine/gumloop';
import { openPicker } from '../engine/editor';
import { bytesOf, runWorkflow, workflowOf, type Result } from '../engine/run';
import { entriesOf } from '../engine/zip';

const bench = useGumloop();

/** What n8n keeps for a connected account; the token URL leads to the stand-in. */
async function connected(): Promise<ICredentialDataDecryptedObject> {
	const { gumloop } = bench;
	return {
		clientId: gumloop.oauth2.clientId,
		accessTokenUrl: `${gumloop.origin}/oauth/token`,
		userId: gumloop.userId,
		baseUrl: gumloop.apiRoot,
		oauthTokenData: await gumloop.oauth2.issueTokens(),
	};
}

async function run(
	parameters: INodeParameters,
	gumloopOAuth2Api: ICredentialDataDecryptedObject,
): Promise<Result> {
	const all = { authentication: 'oAuth2', ...parameters };
	const workflow = workflowOf('gumloop', all, 'gumloopOAuth2Api');
	const work = async () => await runWorkflow(workflow, { credentials: { gumloopOAuth2Api } });
	return await onFakeClock([bench.gumloop], work);
}

function addRun() {
	const content = { bytes: 300_000, seed: 1 };
	return bench.gumloop.addRun({
		files: [
			{ name: 'a.bin', content },
			{ name: 'b.txt', content: 'b' },
		],
		outputs: { files: ['a.bin', 'b.txt'] },
	});
}

const statuses = (endpoint: string) => bench.asked(endpoint).map(({ status }) => status);
const defaultOf = (name: string) =>
	new GumloopOAuth2Api().properties.find((property) => property.name === name)!.default;

test('the credential is a public client with PKCE and asks for the scope of the API', () => {
	expect(new GumloopOAuth2Api().extends).toEqual(['oAuth2Api']);
	expect(defaultOf('grantType')).toBe('pkce');
	expect(defaultOf('authUrl')).toBe('https://api.gumloop.com/oauth/authorize');
	expect(defaultOf('accessTokenUrl')).toBe('https://api.gumloop.com/oauth/token');
	expect(defaultOf('scope')).toBe('gumloop_api');
	expect(defaultOf('clientSecret')).toBe('');
	expect(defaultOf('authentication')).toBe('body');
});

test('an account that is connected with PKCE downloads files, without x-auth-key', async () => {
	const { origin, oauth2 } = bench.gumloop;
	const verifier = 'v'.repeat(43);
	const redirect_uri = 'http://127.0.0.1/rest/oauth2-credential/callback';
	const query = new URLSearchParams({
		client_id: oauth2.clientId,
		redirect_uri,
		response_type: 'code',
		state: 'state',
		scope: String(defaultOf('scope')),
		code_challenge: createHash('sha256').update(verifier).digest('base64url'),
		code_challenge_method: 'S256',
	});
	const approved = await fetch(`${origin}/oauth/authorize?${query}`, { redirect: 'manual' });
	const code = new URL(approved.headers.get('location')!).searchParams.get('code')!;
	const granted = await fetch(`${origin}/oauth/token`, {
		method: 'POST',
		body: new URLSearchParams({
			grant_type: 'authorization_code',
			client_id: oauth2.clientId,
			code,
			redirect_uri,
			code_verifier: verifier,
		}),
	});
	const oauthTokenData = (await granted.json()) as ICredentialDataDecryptedObject;
	const { runId } = addRun();
	const credential = { ...(await connected()), oauthTokenData };
	const { items, error } = await run({ runId, selection: 'outputs' }, credential);
	expect(error).toBeUndefined();
	expect(items[0].json.fileCount).toBe(2);
	for (const { headers } of [...bench.asked('run'), ...bench.asked('downloadFiles')]) {
		expect(headers.authorization).toBe(`Bearer ${String(oauthTokenData.access_token)}`);
		expect(headers).not.toHaveProperty('x-auth-key');
	}
	expect(bench.asked('run')[0].query.user_id).toBe(bench.gumloop.userId);
	expect(bench.sent('downloadFiles')[0].user_id).toBe(bench.gumloop.userId);
});

test('a Team ID does in place of a User ID', async () => {
	const { runId } = addRun();
	const credential = { ...(await connected()), userId: '', teamId: bench.gumloop.teamId };
	const { items } = await run({ runId, selection: 'outputs' }, credential);
	expect(items[0].json.fileCount).toBe(2);
	expect(bench.asked('run')[0].query).toEqual({ run_id: runId, project_id: bench.gumloop.teamId });
});

test('without User ID and Team ID the message says what is missing', async () => {
	const { runId } = addRun();
	const { error } = await run({ runId }, { ...(await connected()), userId: '' });
	expect(error?.message).toBe("The credential has no 'User ID'");
});

describe('a token that expires in the middle', () => {
	test('is renewed, and the question is asked again', async () => {
		const { runId } = bench.gumloop.addRun({ states: ['RUNNING', 'RUNNING', 'DONE'] });
		const credential = await connected();
		bench.gumloop.faults.nth('run', 2, async (real) => {
			bench.gumloop.oauth2.expireAccessTokens();
			return await real();
		});
		const options = { waitForCompletion: true };
		const parameters = { resource: 'flowRun', operation: 'get', runId, options };
		const { items, error } = await run(parameters, credential);
		expect(error).toBeUndefined();
		expect(items[0].json.state).toBe('DONE');
		expect(statuses('run')).toEqual([200, 401, 200, 200]);
		expect(statuses('token')).toEqual([200]);
		expect(new URLSearchParams(bench.asked('token')[0].body).has('client_secret')).toBe(false);
	});

	test.each(['zip', 'files'])(
		'is renewed, and the streamed download made again (%s)',
		async (output) => {
			const { runId, files } = addRun();
			const credential = await connected();
			bench.gumloop.faults.nth('downloadFiles', 1, async (real) => {
				bench.gumloop.oauth2.expireAccessTokens();
				return await real();
			});
			const { items, error } = await run({ runId, selection: 'outputs', output }, credential);
			expect(error).toBeUndefined();
			expect(statuses('downloadFiles')).toEqual([401, 200]);
			expect(statuses('token')).toEqual([200]);
			const expected = files.map(({ name, content }) => ({ name, bytes: contentOf(content) }));
			if (output === 'zip') {
				expect(await entriesOf(await bytesOf(items[0]))).toEqual(expected);
			} else {
				expect(await bytesOf(items[0])).toEqual(expected[0].bytes);
			}
		},
	);

	test('is renewed and the flow started, once', async () => {
		const { savedItemId } = bench.gumloop.addFlow({ name: 'Flow' });
		const credential = await connected();
		bench.gumloop.oauth2.expireAccessTokens();
		const parameters = { resource: 'flowRun', operation: 'start', savedItemId };
		const { error } = await run(parameters, credential);
		expect(error).toBeUndefined();
		expect(statuses('start')).toEqual([401, 200]);
		expect(bench.gumloop.starts).toHaveLength(1);
	});

	test('is renewed once for several downloads at the same time', async () => {
		const names = Array.from({ length: 150 }, (_, i) => `${i}.txt`);
		const files = names.map((name) => ({ name, content: name }));
		const { runId } = bench.gumloop.addRun({ files });
		const credential = await connected();
		bench.gumloop.oauth2.expireAccessTokens();
		const parameters = { runId, selection: 'fileNames', fileNames: names.join(',') };
		const { items, error } = await run(parameters, credential);
		expect(error).toBeUndefined();
		expect(items[0].json.fileCount).toBe(150);
		expect(bench.gumloop.oauth2.granted.refresh_token).toBeGreaterThan(0);
		expect(statuses('token')).toEqual([200]);
	});
});

describe('a token that cannot be renewed', () => {
	const ENDED = 'The connection to the Gumloop account has ended';

	test('because access was taken back ends with a plain sentence, and no token in it', async () => {
		const { runId } = addRun();
		const credential = await connected();
		bench.gumloop.oauth2.expireAccessTokens();
		bench.gumloop.oauth2.revokeRefreshTokens();
		const { error } = await run({ runId, selection: 'outputs' }, credential);
		expect(error?.message).toBe(ENDED);
		expect(error?.description).toMatch(
			/^n8n could not get a new access token\. Open the credential/,
		);
		const { access_token, refresh_token } = credential.oauthTokenData as Record<string, string>;
		expect(JSON.stringify(error)).not.toContain(access_token);
		expect(JSON.stringify(error)).not.toContain(refresh_token);
	});

	test('because the account was never connected ends with the same sentence', async () => {
		const { runId } = addRun();
		const { error } = await run({ runId }, { ...(await connected()), oauthTokenData: {} });
		expect(error?.message).toBe(ENDED);
	});

	test('because there is no refresh token ends with the same sentence', async () => {
		const { runId } = addRun();
		const credential = await connected();
		delete (credential.oauthTokenData as Record<string, unknown>).refresh_token;
		bench.gumloop.oauth2.expireAccessTokens();
		const { error } = await run({ runId, selection: 'outputs' }, credential);
		expect(error?.message).toBe(ENDED);
	});

	test('because Gumloop does not accept the new one either says to connect again', async () => {
		const { runId } = addRun();
		bench.gumloop.faults.always('run', gumloopFaults.unauthorized());
		const { error } = await run({ runId, selection: 'outputs' }, await connected());
		expect(error?.message).toBe('Gumloop does not accept the sign-in any more');
		expect(statuses('run')).toEqual([401, 401]);
	});
});

test("another user's ID is told as such", async () => {
	const { runId } = addRun();
	const credential = { ...(await connected()), userId: 'someone' };
	const { error } = await run({ runId, selection: 'outputs' }, credential);
	expect(error?.message).toBe(
		"The 'User ID' or 'Team ID' does not belong to the connected account",
	);
});

test('pickers renew an expired token, too', async () => {
	const flow = bench.gumloop.addFlow({ name: 'Flow' });
	const gumloopOAuth2Api = await connected();
	bench.gumloop.oauth2.expireAccessTokens();
	const parameters = { authentication: 'oAuth2' };
	const { results } = await openPicker('gumloop', 'searchFlows', parameters, { gumloopOAuth2Api });
	expect(results).toEqual([{ name: 'Flow', value: flow.savedItemId }]);
});
