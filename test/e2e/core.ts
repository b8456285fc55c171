import assert from 'node:assert/strict';

import type { N8nClient } from '../host/n8nClient';
import type { DifyStandIn } from '../sandbox/dify/server';
import { redirect } from '../sandbox/faults';
import type { GumloopStandIn } from '../sandbox/gumloop/server';
import { sampleKnowledgeBase } from '../sandbox/dify/sampleKnowledgeBases';
import type { Check } from './checks';
import { sameFiles, uploadedOf } from './sameFiles';
import {
	byId,
	DIFY_NODE,
	GUMLOOP_NODE,
	itemsOf,
	manualWorkflow,
	named,
	type NodeSketch,
	refusalOf,
} from './workflows';
import { unpackZip } from './zip';

/** Another name than in the example workflows: n8n finds credentials by name only where one has it. */
const DIFY_CREDENTIAL = 'Dify of the checks';

/** Stores the credential of a stand-in Dify under the name that the workflows know. */
export async function addDifyCredential(
	client: N8nClient,
	{ apiKey, apiRoot }: DifyStandIn,
	name = DIFY_CREDENTIAL,
): Promise<string> {
	const data = { apiKey, baseUrl: apiRoot, ignoreSslIssues: false };
	return await client.createCredential(name, 'difyKnowledgeApi', data);
}

/** A Dify Knowledge node with the credential of that name. */
export function difyNode(
	operation: string,
	parameters: Record<string, unknown>,
	name = 'Dify Knowledge',
): NodeSketch {
	return {
		name,
		type: DIFY_NODE,
		parameters: { resource: 'document', operation, ...parameters },
		credentials: named('difyKnowledgeApi', DIFY_CREDENTIAL),
	};
}

/** Stores the credential of a stand-in Gumloop. */
export async function addGumloopCredential(
	client: N8nClient,
	{ apiKey, userId, apiRoot }: GumloopStandIn,
	name: string,
): Promise<string> {
	return await client.createCredential(name, 'gumloopApi', { apiKey, userId, baseUrl: apiRoot });
}

/** What has to hold on every n8n, whatever its version and wherever it keeps files. */
export async function coreChecks(
	where: string,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	const knowledgeBase = dify.addKnowledgeBase(sampleKnowledgeBase());
	const knowledgeBaseId = byId(knowledgeBase.id);
	const run = (operation: string, parameters: Record<string, unknown>) =>
		itemsOf(client, manualWorkflow([difyNode(operation, { knowledgeBaseId, ...parameters })]));

	await check(`${where}: both nodes are offered, also as tools for agents`, async () => {
		const names = (await client.nodeTypes()).map(({ name }) => name);
		for (const name of [DIFY_NODE, GUMLOOP_NODE]) {
			assert.ok(names.includes(name), `${name} is not offered`);
			assert.ok(names.includes(`${name}Tool`), `${name}Tool is not offered`);
		}
	});
	await check(`${where}: the documents of a knowledge base are listed`, async () => {
		const items = await run('list', { returnAll: true });
		const names = items.map(({ json }) => json.name);
		assert.deepEqual(new Set(names), new Set(knowledgeBase.documents.map(({ name }) => name)));
	});
	await check(`${where}: a ZIP holds every uploaded file byte for byte`, async () => {
		const [item, ...others] = await run('downloadZip', { selection: 'all' });
		assert.equal(others.length, 0);
		assert.equal(item.json.fileName, 'Sample documents.zip');
		const zip = await client.download(item.binary!.data);
		assert.equal(zip.length, item.json.bytes);
		sameFiles(await unpackZip(zip), uploadedOf(knowledgeBase.documents));
	});
	await check(`${where}: separate files arrive byte for byte, each in an item`, async () => {
		const items = await run('downloadFiles', { selection: 'all' });
		const files = new Map<string, Buffer>();
		for (const { json, binary } of items) {
			files.set(String(json.name), await client.download(binary!.data));
		}
		sameFiles(files, uploadedOf(knowledgeBase.documents));
	});
	await check(`${where}: a key never follows a redirect to another host`, async () => {
		const before = dify.filesServer.requests.length;
		const away = redirect(307, ({ url }) => dify.filesServer.origin + url.pathname + url.search);
		dify.faults.always('list', away);
		dify.faults.always('downloadZip', away);
		const { everything } = await refusalOf(
			client,
			manualWorkflow([difyNode('downloadZip', { knowledgeBaseId, selection: 'all' })]),
		).finally(() => dify.faults.clear());
		assert.equal(dify.filesServer.requests.length, before, 'the other host was asked');
		assert.ok(!everything.includes(dify.apiKey), 'the key stands in the execution');
	});
}
