import assert from 'node:assert/strict';

import { addedTo, storedBinaryData } from '../../host/binaryData';
import { bytesOf } from '../../sandbox/content';
import { sampleDocuments } from '../../sandbox/sampleFiles';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import type { DifyStandIn } from '../../sandbox/dify/server';
import type { Check } from '../checks';
import { addDifyCredential, coreChecks, difyNode } from '../core';
import type { RegularN8n, Suite } from '../stage';
import { byId, itemsOf, manualWorkflow, refusalOf } from '../workflows';
import { unpackZip } from '../zip';

/** What these checks work with. */
interface Context extends RegularN8n {
	dify: DifyStandIn;
	check: Check;
}

/** n8n as most people run it: SQLite, files on disk. */
export const regular: Suite = async (stage, check) => {
	const n8n = await stage.regular();
	const { client } = n8n;
	const dify = await stage.dify();
	await addDifyCredential(client, dify);
	await coreChecks('Regular mode', client, dify, check);

	const context: Context = { ...n8n, dify, check };
	await severalRequests(context);
	await storage(context);
	await otherNodes(context);
	await unavailable(context);
};

async function severalRequests({ client, dify, check }: Context): Promise<void> {
	await check('250 documents arrive as one ZIP out of three requests', async () => {
		const { id } = dify.addKnowledgeBase(manyDocuments(250));
		const asked = dify.requests.length;
		const node = difyNode('downloadZip', { knowledgeBaseId: byId(id), selection: 'all' });
		const [{ json, binary }] = await itemsOf(client, manualWorkflow([node]));
		assert.equal(json.fileCount, 250);
		assert.equal((await unpackZip(await client.download(binary!.data))).size, 250);
		const zips = dify.requests.slice(asked).filter(({ endpoint }) => endpoint === 'downloadZip');
		assert.equal(zips.length, 3);
	});
}

/** n8n cannot delete what a node has stored: only what is delivered may be left. */
async function storage({ client, dataFolder, dify, check }: Context): Promise<void> {
	const { id } = dify.addKnowledgeBase(manyDocuments(200, 50_000));
	const parameters = { knowledgeBaseId: byId(id), selection: 'all' };
	const options = { documentsPerRequest: 10 };
	for (const operation of ['downloadZip', 'downloadFiles']) {
		const name = `${operation} of 20 parts leaves in the storage folder what it delivers, and a note of each, and nothing else`;
		await check(name, async (note) => {
			const [asked, before] = [dify.requests.length, storedBinaryData(dataFolder)];
			const node = difyNode(operation, { ...parameters, options });
			const items = await itemsOf(client, manualWorkflow([node]));
			const zips = dify.requests.slice(asked).filter(({ endpoint }) => endpoint === 'downloadZip');
			assert.equal(zips.length, 20);
			const bytes = items.reduce((sum, { json }) => sum + Number(json.bytes), 0);
			const delivered = { files: items.length, notes: items.length, bytes };
			note(`${items.length} files of ${bytes} bytes delivered`);
			assert.deepEqual(addedTo(before, storedBinaryData(dataFolder)), delivered);
		});
	}
}

async function otherNodes({ client, proxy, dify, check }: Context): Promise<void> {
	await check("n8n's own Compression node unpacks the ZIP, with its text and list", async () => {
		const [{ id }] = dify.knowledgeBases;
		const zip = difyNode('downloadZip', {
			knowledgeBaseId: byId(id),
			selection: 'all',
			options: { documentsWithoutOriginal: 'addAsText', listOfDocuments: 'csv' },
		});
		const unpack = {
			name: 'Compression',
			type: 'n8n-nodes-base.compression',
			typeVersion: 1.1,
			parameters: { operation: 'decompress', binaryPropertyName: 'data', outputPrefix: 'file_' },
		};
		const [{ binary }] = await itemsOf(client, manualWorkflow([zip, unpack]));
		const files = new Map<string, Buffer>();
		for (const file of Object.values(binary ?? {})) {
			files.set(String(file.fileName), await client.download(file));
		}
		const originals = sampleDocuments();
		const added = ['Team handbook.md', 'documents.csv'];
		assert.deepEqual(
			new Set(files.keys()),
			new Set([...originals.map(({ name }) => name), ...added]),
		);
		for (const { name, content } of originals) {
			assert.ok(files.get(name)?.equals(bytesOf(content)), `'${name}' differs`);
		}
		const text = [
			...['# Team handbook', '# Welcome', 'This handbook tells how we work.'],
			...['Questions go to the office, room 12.', '## Working hours'],
			...['We meet at 10:00 every Monday.', '## 休暇', '休暇は2週間前に申請してください。\n'],
		];
		assert.equal(String(files.get('Team handbook.md')), text.join('\n\n'));
		assert.match(
			String(files.get('documents.csv')),
			/^\uFEFFfile,document_id,.*Team handbook\.md/s,
		);
	});
	await check('The download URL of a document opens without a key', async () => {
		const { id, documents } = dify.knowledgeBases[0];
		const parameters = { knowledgeBaseId: byId(id), documentId: byId(documents[0].id) };
		const node = difyNode('getDownloadUrl', parameters);
		const [{ json }] = await itemsOf(client, manualWorkflow([node]));
		const answer = await fetch(String(json.url));
		assert.equal(answer.status, 200);
		await answer.arrayBuffer();
	});
	await check("A proxy in the node's Request Options is used", async () => {
		const { id } = dify.knowledgeBases[0];
		const node = difyNode('downloadZip', {
			knowledgeBaseId: byId(id),
			selection: 'all',
			requestOptions: { proxy: proxy.origin },
		});
		const before = proxy.targets.length;
		await itemsOf(client, manualWorkflow([node]));
		const asked = proxy.targets.slice(before);
		assert.ok(
			asked.some((target) => target.endsWith('/documents/download-zip')),
			`The proxy saw: ${asked.join(', ')}`,
		);
	});
}

async function unavailable({ client, dify, check }: Context): Promise<void> {
	const { id } = dify.knowledgeBases[0];
	const missing = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
	const documentIds = `${missing}, ${dify.knowledgeBases[0].documents[0].id}`;
	const withMissing = { knowledgeBaseId: byId(id), selection: 'ids', documentIds };

	await check('A document that is gone stops the workflow with a sentence', async () => {
		const { message, description } = await refusalOf(
			client,
			manualWorkflow([difyNode('downloadZip', withMissing)]),
		);
		assert.match(message, /document/i);
		assert.match(String(description), /'Skip Unavailable Documents'/);
	});
	await check('With that option the others arrive, and the output names it', async () => {
		const options = { skipUnavailable: true };
		const node = difyNode('downloadZip', { ...withMissing, options });
		const [{ json }] = await itemsOf(client, manualWorkflow([node]));
		assert.equal(json.fileCount, 1);
		const [{ documentId, reason }] = json.skipped as Array<Record<string, string>>;
		assert.equal(documentId, missing);
		assert.ok(reason);
	});
}
