import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import { selfSignedCertificate } from '../../sandbox/certificate';
import { answerWith, redirect } from '../../sandbox/faults';
import { startGumloop } from '../../sandbox/gumloop/server';
import { useGumloop } from '../engine/gumloop';
import { testCredential } from '../engine/credentialTest';
import { runWorkflow, workflowOf } from '../engine/run';

const bench = useGumloop();
const NOT_THE_API = "This address answers, but not as Gumloop's API: check Base URL";
const WRONG_USER = 'The User ID does not belong to the API key, or the Team ID is not of that user';
const press = async (credential: object = {}) =>
	await testCredential('gumloopApi', { ...bench.credential, ...credential });

describe('the test of the credential', () => {
	test('proves that key and user belong together', async () => {
		expect(await press()).toBeUndefined();
		expect(bench.asked('listFlows')[0]).toMatchObject({
			query: { user_id: bench.gumloop.userId },
			headers: { 'x-auth-key': bench.gumloop.userId },
		});
		expect(await press({ userId: 'someone else' })).toBe(WRONG_USER);
		expect(await press({ apiKey: 'wrong' })).toBe('Gumloop does not accept the API key');
	});

	test('proves the team, too', async () => {
		const { teamId, teamKey } = bench.gumloop;
		expect(await press({ teamId })).toBeUndefined();
		expect(await press({ teamId: 'another team' })).toBe(WRONG_USER);
		expect(await press({ apiKey: teamKey, teamId })).toBeUndefined();
	});

	test('takes what was pasted with spaces around it', async () => {
		const { apiKey, userId, apiRoot } = bench.gumloop;
		const pasted = { apiKey: ` Bearer ${apiKey}`, userId: ` ${userId} `, baseUrl: `${apiRoot}/ ` };
		expect(await press(pasted)).toBeUndefined();
	});

	test.each([429, 500, 502, 503, 504])(
		'says that Gumloop is not available on %i',
		async (status) => {
			bench.gumloop.faults.next('listFlows', answerWith(status, '<html>502</html>'));
			expect(await press()).toBe(
				'Gumloop is there, but is not available right now: try again in a minute',
			);
		},
	);

	test('says when the address is not that of the API', async () => {
		bench.gumloop.faults.next('listFlows', answerWith(200, { hello: 'world' }));
		expect(await press()).toBe(NOT_THE_API);
		bench.gumloop.faults.next('listFlows', redirect(302, '/login'));
		expect(await press()).toBe(NOT_THE_API);
		expect(await press({ baseUrl: `${bench.gumloop.origin}/elsewhere` })).toBe(NOT_THE_API);
	});
});

test.each(['', '/', '/api/v1', '/api/v1/', '//api//v1//'])(
	'the Base URL with %j at its end works',
	async (end) => {
		const { runId } = bench.gumloop.addRun({});
		const parameters = { resource: 'flowRun', operation: 'get', runId };
		const baseUrl = bench.gumloop.origin + end;
		const { items } = await bench.run(parameters, { credential: { baseUrl } });
		expect(items[0].json.state).toBe('DONE');
		expect(await press({ baseUrl })).toBeUndefined();
	},
);

test('a Base URL that is no address is refused before anything is asked', async () => {
	const parameters = { resource: 'flowRun', operation: 'get', runId: 'r1' };
	const { error } = await bench.run(parameters, { credential: { baseUrl: 'http://' } });
	expect(error?.message).toBe("'Base URL' in the credential is not a web address");
});

test('User ID and Team ID go into the query of a GET and the body of a POST', async () => {
	const { teamId, teamKey, userId } = bench.gumloop;
	const { runId } = bench.gumloop.addRun({ files: [{ name: 'a', content: 'a' }] });
	const parameters = { runId, selection: 'fileNames', fileNames: 'a' };
	const credential = { apiKey: teamKey, teamId: ` ${teamId} ` };
	await bench.run({ resource: 'flowRun', operation: 'get', runId }, { credential });
	await bench.run(parameters, { credential });
	const owner = { user_id: userId, project_id: teamId };
	expect(bench.asked('run')[0].query).toEqual({ ...owner, run_id: runId });
	expect(bench.sent('downloadFiles')).toEqual([{ ...owner, file_names: ['a'], run_id: runId }]);
	for (const { headers } of bench.gumloop.requests) expect(headers['x-auth-key']).toBe(userId);
});

test('key and User ID are not sent on to where a redirect leads', async () => {
	const elsewhere = await startGumloop();
	const { runId } = bench.gumloop.addRun({});
	bench.gumloop.faults.always('run', redirect(307, `${elsewhere.apiRoot}/get_pl_run`));
	const { error } = await bench.run({ resource: 'flowRun', operation: 'get', runId });
	expect(error?.message).toBe('The server sends requests on to another address');
	expect(elsewhere.requests).toEqual([]);
	await elsewhere.close();
});

describe('a server that signed its certificate itself', () => {
	test.each(['gumloopApi', 'gumloopOAuth2Api'])('is trusted when %s says so', async (name) => {
		const gumloop = await startGumloop({ tls: await selfSignedCertificate() });
		const { runId } = gumloop.addRun({});
		const { apiKey, userId, apiRoot: baseUrl } = gumloop;
		const isOAuth2 = name === 'gumloopOAuth2Api';
		const { clientId } = gumloop.oauth2;
		const run = async (ignore: boolean) => {
			const oauthTokenData = await gumloop.oauth2.issueTokens();
			gumloop.oauth2.expireAccessTokens();
			const accessTokenUrl = `${gumloop.origin}/oauth/token`;
			const credential: ICredentialDataDecryptedObject = isOAuth2
				? { userId, baseUrl, clientId, accessTokenUrl, oauthTokenData, ignoreSSLIssues: ignore }
				: { userId, baseUrl, apiKey, ignoreSslIssues: ignore };
			const authentication = isOAuth2 ? 'oAuth2' : 'apiKey';
			const parameters = {
				authentication,
				resource: 'flowRun',
				operation: 'get',
				runId,
			};
			return await runWorkflow(workflowOf('gumloop', parameters, name), {
				credentials: { [name]: credential },
			});
		};
		expect((await run(false)).error?.message).toBe('The certificate of the server is not trusted');
		expect((await run(true)).items[0].json.state).toBe('DONE');
		await gumloop.close();
	});
});
