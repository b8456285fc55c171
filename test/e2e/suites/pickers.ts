import assert from 'node:assert/strict';

import type { N8nClient } from '../../host/rest';
import { manyDocuments } from '../../sandbox/sampleFiles';
import { addDifyCredential } from '../core';
import type { Suite } from '../stage';
import { byId, DIFY_NODE } from '../workflows';

/** The lists of the editor, through the endpoints that it asks. */
export const pickers: Suite = async (stage, check) => {
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
};

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
