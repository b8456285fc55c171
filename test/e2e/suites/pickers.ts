import assert from 'node:assert/strict';

import type { N8nClient } from '../../host/n8nClient';
import { gumloopFaults } from '../../sandbox/gumloop/faults';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, addGumloopCredential } from '../core';
import type { Stage, Suite } from '../stage';
import { byId, DIFY_NODE, GUMLOOP_NODE } from '../workflows';

/** The lists of the editor, through the endpoints that it asks. */
export const pickers: Suite = async (stage, check) => {
	await difyLists(stage, check);
	await gumloopLists(stage, check);
};

async function difyLists(stage: Stage, check: Check): Promise<void> {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	const name = 'Dify of the lists';
	const id = await addDifyCredential(client, dify, name);
	const pick = async (methodName: string, request: PickRequest = {}) =>
		await client.pick({
			nodeType: DIFY_NODE,
			nodeVersion: 1,
			methodName,
			credentials: { difyKnowledgeApi: { id, name } },
			...request,
			parameters: { resource: 'document', operation: 'downloadZip', ...request.parameters },
		});

	for (let number = 1; number <= 120; number++) {
		dify.addKnowledgeBase({ name: `Handbook ${String(number).padStart(3, '0')}` });
	}
	dify.addKnowledgeBase({ name: 'Private notes', privateToOthers: true });
	const large = dify.addKnowledgeBase(manyDocuments(70));

	await check('Knowledge base list: it goes on page by page to the end', async () => {
		const names = await allPages((paginationToken) =>
			pick('searchKnowledgeBases', { paginationToken }),
		);
		assert.equal(names.length, 122);
		assert.equal(new Set(names).size, 122);
		assert.ok(names.includes('Private notes'), 'a private one of another member is missing');
	});
	await check('Knowledge base list: what is typed narrows it', async () => {
		const { results } = await pick('searchKnowledgeBases', { filter: 'book 07' });
		assert.equal(results.length, 10);
	});
	await check('Knowledge base list: a refused key is named in a sentence', async () => {
		const stranger = await client.createCredential('Wrong key', 'difyKnowledgeApi', {
			apiKey: 'dataset-wr0ngK3yThatNobodyKnows',
			baseUrl: dify.apiRoot,
		});
		const credentials = { difyKnowledgeApi: { id: stranger, name: 'Wrong key' } };
		await assert.rejects(pick('searchKnowledgeBases', { credentials }), (error: Error) => {
			assert.match(error.message, /API key|key/);
			assert.ok(!error.message.includes('wr0ngK3y'));
			return true;
		});
	});
	await check('Document list: it goes on page by page to the end', async () => {
		const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: byId(large.id) };
		const names = await allPages((paginationToken) =>
			pick('searchDocuments', { paginationToken, parameters }),
		);
		assert.equal(new Set(names).size, 70);
	});
	await check('Document list: what is typed narrows it', async () => {
		const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: byId(large.id) };
		const { results } = await pick('searchDocuments', { parameters, filter: '00012' });
		assert.deepEqual(
			results.map((one) => one.name),
			['document 00012.txt'],
		);
	});
	await check('Document list: without a knowledge base it says what is missing', async () => {
		const parameters = { operation: 'getDownloadUrl', knowledgeBaseId: byId('') };
		await assert.rejects(pick('searchDocuments', { parameters }), /'Knowledge Base' is empty/);
	});
}

async function gumloopLists(stage: Stage, check: Check): Promise<void> {
	const { client } = await stage.regular();
	const gumloop = await stage.gumloop();
	const name = 'Gumloop of the lists';
	const id = await addGumloopCredential(client, gumloop, name);
	const editor = { nodeType: GUMLOOP_NODE, nodeVersion: 1 };
	const credentials = { gumloopApi: { id, name } };
	const parameters = { authentication: 'apiKey', resource: 'file', operation: 'downloadFiles' };
	const pick = async (methodName: string, request: PickRequest = {}) =>
		await client.pick({ ...editor, methodName, credentials, parameters, ...request });

	for (let number = 1; number <= 25; number++) gumloop.addFlow({ name: `Flow ${number}` });
	const flow = gumloop.addFlow(sampleFlow());
	for (const { savedItemId } of gumloop.flows) gumloop.addRun({}, savedItemId);

	await check('Flow list: it holds all flows, and what is typed narrows it', async () => {
		assert.equal((await pick('searchFlows')).results.length, 26);
		const { results } = await pick('searchFlows', { filter: 'collect' });
		assert.deepEqual(results, [{ name: flow.name, value: flow.savedItemId }]);
	});
	await check('Run list: it goes on page by page to the end', async () => {
		const names = await allPages((paginationToken) => pick('searchFlowRuns', { paginationToken }));
		assert.equal(names.length, 26);
	});
	await check('Run list: a picked flow narrows it', async () => {
		const ofFlow = { ...parameters, savedItemId: byId(flow.savedItemId) };
		const { results } = await pick('searchFlowRuns', { parameters: ofFlow });
		assert.equal(results.length, 1);
	});
	await check('Inputs of a flow: the editor gets a field for each', async () => {
		const { fields } = await client.request<{ fields: Array<{ id: string }> }>(
			'POST',
			'/rest/dynamic-node-parameters/resource-mapper-fields',
			{
				path: 'parameters.inputs',
				nodeTypeAndVersion: { name: GUMLOOP_NODE, version: 1 },
				methodName: 'mapFlowInputs',
				credentials,
				currentNodeParameters: {
					authentication: 'apiKey',
					resource: 'flowRun',
					operation: 'start',
					savedItemId: byId(flow.savedItemId),
				},
			},
		);
		assert.deepEqual(
			fields.map((field) => field.id),
			['month'],
		);
	});
	await check('Flow list: a Gumloop that does not answer is told in a sentence', async () => {
		gumloop.faults.next('listFlows', gumloopFaults.failed());
		const asked = pick('searchFlows').finally(() => gumloop.faults.clear());
		await assert.rejects(asked, /Gumloop/);
	});
}

type PickRequest = Partial<Parameters<N8nClient['pick']>[0]>;
type Page = Awaited<ReturnType<N8nClient['pick']>>;

const MOST_PAGES = 20;

async function allPages(page: (token?: string) => Promise<Page>): Promise<string[]> {
	const names: string[] = [];
	let token: string | undefined;
	for (let count = 0; count < MOST_PAGES; count++) {
		const { results, paginationToken } = await page(token);
		names.push(...results.map(({ name }) => name));
		if (!paginationToken) return names;
		token = paginationToken;
	}
	throw new Error(`The list did not end after ${MOST_PAGES} pages`);
}
