import assert from 'node:assert/strict';

import { freePorts } from '../../host/ports';
import { selfSignedCertificate } from '../../sandbox/certificate';
import { redirect } from '../../sandbox/faults';
import type { Suite } from '../stage';

/** The test button of the credentials, on everything that a user may have entered. */
export const credentials: Suite = async (stage, check) => {
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
		assert.match(message, /API Key/);
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
			dify.faults.next('knowledgeBases', redirect(307, '/signin'));
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
};
