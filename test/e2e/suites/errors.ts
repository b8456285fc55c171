import assert from 'node:assert/strict';
import { join } from 'node:path';

import { isOlderThan } from '../../sandbox/version';
import { runWorkflow } from '../../host/workflow';
import { selfSignedCertificate } from '../../sandbox/certificate';
import { resetBeforeHead } from '../../sandbox/faults';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import { addDifyCredential, difyNode } from '../core';
import { startWithOwner, type Suite } from '../stage';
import { byId, itemsOf, manualWorkflow, named, refusalOf } from '../workflows';

/** Seen in 2.41.1. */
const FIRST_WITH_SSRF_PROTECTION = '2.41.0';

/** What reaches the user when something goes wrong; n8n's versions differ most in this. */
export const errors: Suite = async (stage, check) => {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	const name = 'Dify of what goes wrong';
	await addDifyCredential(client, dify, name);
	const credentials = named('difyKnowledgeApi', name);
	const good = dify.addKnowledgeBase(sampleKnowledgeBase());
	const bad = dify.addKnowledgeBase({ name: 'Switched off', enableApi: false });
	const list = { ...difyNode('list', { resource: 'knowledgeBase' }, 'Bases'), credentials };
	const download = {
		...difyNode('downloadZip', { knowledgeBaseId: byId(good.id), selection: 'all' }),
		credentials,
	};

	await check('An item for the Error output leaves by it, with its fields and advice', async () => {
		const parameters = { ...download.parameters, knowledgeBaseId: byId('={{ $json.id }}') };
		const node = { ...download, parameters, onError: 'continueErrorOutput' as const };
		const { execution, error } = await runWorkflow(client, manualWorkflow([list, node]));
		assert.equal(error, undefined);
		const [run] = execution.data.resultData.runData[node.name];
		const [success, failure] = run.data?.main ?? [];
		assert.deepEqual(
			success?.map(({ json }) => json.knowledgeBaseId),
			[good.id],
		);
		assert.equal(failure?.length, 1);
		const { id, error: said, message } = failure[0].json;
		assert.equal(id, bad.id);
		assert.equal(said, 'API access is switched off for this knowledge base');
		assert.match(String(message), /Service API/);
	});
	await check('A connection that breaks off before the answer is tried again', async () => {
		dify.faults.next('downloadZip', resetBeforeHead());
		const before = dify.requests.length;
		const [{ json }] = await itemsOf(client, manualWorkflow([download]));
		assert.ok(Number(json.fileCount) > 0);
		const asked = dify.requests.slice(before).filter(({ endpoint }) => endpoint === 'downloadZip');
		assert.equal(asked.length, 2);
	});
	await check('A certificate that is not trusted is named, with what to do', async () => {
		const secure = await stage.dify({ tls: await selfSignedCertificate() });
		await addDifyCredential(client, secure, 'Dify with its own certificate');
		const node = {
			...list,
			credentials: named('difyKnowledgeApi', 'Dify with its own certificate'),
		};
		const { message, description } = await refusalOf(client, manualWorkflow([node]));
		assert.equal(message, 'The certificate of the server is not trusted');
		assert.match(String(description), /'Ignore SSL Issues'/);
	});
	if (isOlderThan(stage.installation.version, FIRST_WITH_SSRF_PROTECTION)) return;
	await check('What n8n itself does not let through is told with the settings for it', async () => {
		const { installation, tarball, folder, defer } = stage;
		const options = {
			installation,
			tarball,
			dataFolder: join(folder, 'protected'),
			environment: { N8N_SSRF_PROTECTION_ENABLED: 'true' },
		};
		const protectedN8n = await startWithOwner(options, defer);
		await addDifyCredential(protectedN8n, dify, name);
		const { message, description } = await refusalOf(protectedN8n, manualWorkflow([list]));
		assert.equal(message, 'n8n is set up not to connect to this address');
		assert.match(String(description), /N8N_SSRF_ALLOWED_HOSTNAMES/);
	});
};
