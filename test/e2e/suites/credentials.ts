import assert from 'node:assert/strict';

import { freePorts } from '../../host/ports';
import { selfSignedCertificate } from '../../sandbox/certificate';
import { redirect } from '../../sandbox/faults';
import { gumloopError } from '../../sandbox/gumloop/answers';
import { gumloopFaults } from '../../sandbox/gumloop/faults';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import type { Check } from '../checks';
import type { Stage, Suite } from '../stage';
import { byId, GUMLOOP_NODE, itemsOf, manualWorkflow, named, refusalOf } from '../workflows';

/** The test button of the credentials, on everything that a user may have entered. */
export const credentials: Suite = async (stage, check) => {
	await difyCredential(stage, check);
	await gumloopCredential(stage, check);
	await gumloopOAuth2(stage, check);
};

async function difyCredential(stage: Stage, check: Check): Promise<void> {
	const { client, proxy } = await stage.regular();
	const dify = await stage.dify();
	const secure = await stage.dify({ tls: await selfSignedCertificate() });
	const test = async (changes: object) =>
		await client.testCredential('difyKnowledgeApi', {
			apiKey: dify.apiKey,
			baseUrl: dify.apiRoot,
			ignoreSslIssues: false,
			...changes,
		});

	await check('Dify credential: a good key and address pass the test', async () => {
		const { status, message } = await test({});
		assert.equal(status, 'OK', message);
	});
	await check('Dify credential: an address without /v1 and with a slash passes', async () => {
		const { status, message } = await test({ baseUrl: `${dify.origin}/` });
		assert.equal(status, 'OK', message);
	});
	await check('Dify credential: a wrong key does not pass, and is not shown', async () => {
		const apiKey = 'dataset-wr0ngK3yThatNobodyKnows';
		const { status, message } = await test({ apiKey });
		assert.equal(status, 'Error');
		assert.match(message, /API key/);
		assert.ok(!message.includes(apiKey));
	});
	await check('Dify credential: the key of an app does not pass and is told apart', async () => {
		const { status, message } = await test({ apiKey: 'app-5tAnd1nK3y00000000000000' });
		assert.equal(status, 'Error');
		assert.match(message, /dataset-/);
	});
	await check('Dify credential: an address where nobody listens does not pass', async () => {
		const [port] = await freePorts(1);
		const { status, message } = await test({ baseUrl: `http://127.0.0.1:${port}/v1` });
		assert.equal(status, 'Error');
		assert.match(message, /ECONNREFUSED|refused|reach/i);
	});
	await check("Dify credential: an address that is not Dify's API does not pass", async () => {
		const { status, message } = await test({ baseUrl: `${dify.origin}/console/v1` });
		assert.equal(status, 'Error');
		assert.match(message, /Base URL/);
	});
	await check(
		"Dify credential: an address that redirects to Dify's web app does not pass",
		async () => {
			dify.faults.always('any', redirect(307, '/signin'));
			const { status, message } = await test({}).finally(() => dify.faults.clear());
			assert.equal(status, 'Error');
			assert.match(message, /Base URL/);
		},
	);
	await check('Dify credential: a self-signed certificate does not pass', async () => {
		const { status, message } = await test({ baseUrl: secure.apiRoot });
		assert.equal(status, 'Error');
		assert.match(message, /certificate|SELF_SIGNED/i);
	});
	await check('Dify credential: it passes with Ignore SSL Issues', async () => {
		const { status, message } = await test({ baseUrl: secure.apiRoot, ignoreSslIssues: true });
		assert.equal(status, 'OK', message);
	});
	await check("Dify credential: the test goes through n8n's HTTP proxy", async () => {
		const baseUrl = dify.apiRoot.replace('127.0.0.1', 'dify.test');
		const before = proxy.targets.length;
		const { status, message } = await test({ baseUrl });
		assert.equal(status, 'OK', message);
		assert.ok(proxy.targets.slice(before).some((target) => target.includes('dify.test')));
	});
}

async function gumloopCredential(stage: Stage, check: Check): Promise<void> {
	const { client } = await stage.regular();
	const gumloop = await stage.gumloop();
	const test = async (changes: object) =>
		await client.testCredential('gumloopApi', {
			apiKey: gumloop.apiKey,
			userId: gumloop.userId,
			baseUrl: gumloop.apiRoot,
			...changes,
		});

	await check('Gumloop credential: a good key with its user passes the test', async () => {
		const { status, message } = await test({});
		assert.equal(status, 'OK', message);
	});
	await check("Gumloop credential: a team's key passes with user and team", async () => {
		const { status, message } = await test({ apiKey: gumloop.teamKey, teamId: gumloop.teamId });
		assert.equal(status, 'OK', message);
	});
	await check('Gumloop credential: a wrong key does not pass, and is not shown', async () => {
		const { status, message } = await test({ apiKey: 'wr0ngK3yThatNobodyKnows' });
		assert.equal(status, 'Error');
		assert.match(message, /API key/i);
		assert.ok(!message.includes('wr0ngK3y'));
	});
	await check("Gumloop credential: another user's ID does not pass", async () => {
		const { status, message } = await test({ userId: 'somebody-else' });
		assert.equal(status, 'Error');
		assert.match(message, /User ID/);
	});
	await check('Gumloop credential: a Gumloop out of order is not told as a wrong key', async () => {
		gumloop.faults.always('listFlows', gumloopFaults.failed());
		const { status, message } = await test({}).finally(() => gumloop.faults.clear());
		assert.equal(status, 'Error');
		assert.match(message, /Gumloop .* not available right now/);
	});
	await check(
		"Gumloop credential: an address that is not Gumloop's API does not pass",
		async () => {
			const { status, message } = await test({ baseUrl: `${gumloop.origin}/console` });
			assert.equal(status, 'Error');
			assert.match(message, /Base URL/);
		},
	);
}

async function gumloopOAuth2(stage: Stage, check: Check): Promise<void> {
	const { client, gumloop } = await stage.regular();
	const { apiRoot, oauth2, userId } = gumloop;
	const { savedItemId } = gumloop.addFlow(sampleFlow());
	const name = 'Gumloop with OAuth2';
	const data = { clientId: oauth2.clientId, userId, baseUrl: apiRoot };
	const startFlow = manualWorkflow([
		{
			name: 'Gumloop',
			type: GUMLOOP_NODE,
			parameters: {
				authentication: 'oAuth2',
				resource: 'flowRun',
				operation: 'start',
				savedItemId: byId(savedItemId),
				specifyInputs: 'json',
			},
			credentials: named('gumloopOAuth2Api', name),
		},
	]);

	// What has no test of its own, and extends oAuth2Api, n8n tests itself: whether there is a token
	// (getCredentialTestFunction in n8n's services/credentials-tester.service, 1.70 to 2.41).
	await check("Gumloop OAuth2: without an account the test says so, in n8n's words", async () => {
		const { status, message } = await client.testCredential('gumloopOAuth2Api', data);
		assert.equal(status, 'Error');
		assert.equal(message, 'This OAuth2 credential was not connected to an account.');
	});
	await check('Gumloop OAuth2: "Connect my account" ends with a token', async () => {
		const id = await client.createCredential(name, 'gumloopOAuth2Api', data);
		const consent = await client.request<string>('GET', `/rest/oauth2-credential/auth?id=${id}`);
		const approved = await fetch(consent, { redirect: 'manual' });
		const callback = new URL(approved.headers.get('location') ?? '');
		assert.equal(callback.origin, new URL(client.origin).origin);
		const answer = await client.send('GET', callback.pathname + callback.search);
		assert.equal(answer.status, 200);
		assert.equal(oauth2.granted.authorization_code, 1, await answer.text());
	});
	await check('Gumloop OAuth2: a flow is started with it', async () => {
		const [{ json }] = await itemsOf(client, startFlow);
		assert.ok(json.run_id);
	});
	await check('Gumloop OAuth2: an expired token is refreshed by itself', async () => {
		oauth2.expireAccessTokens();
		const [{ json }] = await itemsOf(client, startFlow);
		assert.ok(json.run_id);
		assert.equal(oauth2.granted.refresh_token, 1);
	});
	await check('Gumloop OAuth2: what is refused after the refresh keeps its own words', async () => {
		const starts = gumloop.starts.length;
		oauth2.expireAccessTokens();
		// Behind the check of the token, as a real refusal is.
		gumloop.faults.always('start', async (real) => {
			const answer = await real();
			return answer.status === 200 ? gumloopError(403, 'Upgrade your plan') : answer;
		});
		const { message, description } = await refusalOf(client, startFlow).finally(() =>
			gumloop.faults.clear(),
		);
		assert.equal(message, 'The Gumloop plan does not allow this');
		assert.match(String(description), /Upgrade your plan/);
		assert.equal(gumloop.starts.length, starts + 1, 'the flow was started more than once');
	});
}
