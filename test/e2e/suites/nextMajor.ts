import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { openEditor, startBrowser } from '../../host/browser';
import { type N8nOptions, startN8n } from '../../host/n8n';
import type { N8nClient } from '../../host/n8nClient';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import type { DifyStandIn } from '../../sandbox/dify/server';
import type { Check } from '../checks';
import { addDifyCredential, coreChecks, difyNode } from '../core';
import { type Stage, startWithOwner, type Suite } from '../stage';
import { byId, itemsOf, manualWorkflow, PACKAGE, refusalOf } from '../workflows';

/** The defaults of n8n 3.0, as n8n 2.41 names them in its list of breaking changes. */
const MOST_ENTRIES = 1000;
const DEFAULTS = {
	N8N_UNVERIFIED_PACKAGES_ENABLED: 'false',
	N8N_COMPRESSION_NODE_MAX_DECOMPRESSED_SIZE_BYTES: String(256 * 1024 * 1024),
	N8N_COMPRESSION_NODE_MAX_ZIP_ENTRIES: String(MOST_ENTRIES),
};

/** n8n 2.41 told to behave as 3.0 does, with files in the database and in a folder of one's own. */
export const nextMajor: Suite = async (stage, check) => {
	const dify = await stage.dify();
	const { options, client } = await startWith(stage, 'database', { binaryMode: 'database' });
	await addDifyCredential(client, dify);
	await coreChecks('Files in the database', client, dify, check);
	await unverifiedPackage(client, check);
	await settingsPage(client, (await stage.regular()).client, check);
	await compressionLimits(client, dify, check);
	await storageFolder(stage, dify, check);
	await refusedStorage(options, check);
};

async function startWith(
	{ installation, tarball, folder, defer }: Stage,
	name: string,
	{ environment, ...more }: Partial<N8nOptions>,
): Promise<{ options: N8nOptions; client: N8nClient }> {
	const dataFolder = join(folder, name);
	const settings = { ...DEFAULTS, ...environment };
	const options = { installation, tarball, dataFolder, environment: settings, ...more };
	return { options, client: await startWithOwner(options, defer) };
}

async function unverifiedPackage(client: N8nClient, check: Check): Promise<void> {
	await check('A package that is not verified cannot be installed, and n8n says so', async () => {
		const answer = await client.send('POST', '/rest/community-packages', { name: PACKAGE });
		assert.notEqual(answer.status, 200);
		assert.match(await answer.text(), /Installation of unverified community packages is forbidden/);
	});
}

async function settingsPage(client: N8nClient, usual: N8nClient, check: Check): Promise<void> {
	const chromium = await startBrowser();
	const open = async ({ origin }: N8nClient) => {
		const page = await openEditor(chromium, origin);
		// It asks npm how many packages there are.
		const isElsewhere = (url: URL) => url.origin !== origin;
		await page.route(isElsewhere, async (route) => await route.abort());
		await page.goto(`${origin}/settings/community-nodes`);
		return { page, install: page.getByRole('button', { name: 'Install a community node' }) };
	};
	await check('Settings → Community nodes offers verified packages alone', async () => {
		const { page, install } = await open(client);
		await page.getByText('packages that have been verified by n8n').waitFor();
		assert.equal(await install.count(), 0);
	});
	await check('As n8n 2 is set up, the same page has "Install a community node"', async () => {
		const { install } = await open(usual);
		await install.waitFor();
	});
	await chromium.close();
}

async function compressionLimits(
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	const { id } = dify.addKnowledgeBase(manyDocuments(MOST_ENTRIES + 1));
	const unpack = {
		name: 'Compression',
		type: 'n8n-nodes-base.compression',
		typeVersion: 1.1,
		parameters: { operation: 'decompress', binaryPropertyName: 'data', outputPrefix: 'file_' },
	};
	const download = (operation: string, options: object) =>
		difyNode(operation, { knowledgeBaseId: byId(id), selection: 'all', options });

	await check("A ZIP of more entries than n8n's Compression takes is refused by it", async () => {
		const { message } = await refusalOf(
			client,
			manualWorkflow([download('downloadZip', {}), unpack]),
		);
		assert.match(message, /The archive contains more than 1000 entries/);
	});
	await check('With Split Every N Documents, Compression unpacks them all', async () => {
		const items = await itemsOf(
			client,
			manualWorkflow([download('downloadZip', { splitEvery: MOST_ENTRIES }), unpack]),
		);
		const files = items.map(({ binary }) => Object.keys(binary ?? {}).length);
		assert.deepEqual(files, [MOST_ENTRIES, 1]);
	});
}

async function storageFolder(stage: Stage, dify: DifyStandIn, check: Check): Promise<void> {
	const storage = join(stage.folder, 'storage of its own');
	const { client } = await startWith(stage, 'storage', {
		binaryMode: 'filesystem',
		environment: { N8N_STORAGE_PATH: storage },
	});
	await addDifyCredential(client, dify);
	const [{ id }] = dify.knowledgeBases;
	await check('With N8N_STORAGE_PATH, the ZIP lies in that folder, and only there', async () => {
		const node = difyNode('downloadZip', { knowledgeBaseId: byId(id), selection: 'all' });
		const [{ json, binary }] = await itemsOf(client, manualWorkflow([node]));
		assert.equal((await client.download(binary!.data)).length, json.bytes);
		assert.ok(readdirSync(storage).length > 0);
		const usual = join(stage.folder, 'storage', '.n8n');
		for (const name of ['storage', 'binaryData']) assert.ok(!existsSync(join(usual, name)));
	});
}

/** n8n keeps files in S3 and Azure under an Enterprise licence alone; it ends without one. */
async function refusedStorage(options: N8nOptions, check: Check): Promise<void> {
	for (const [mode, name] of [
		['s3', 'S3'],
		['azure', 'Azure Blob'],
	]) {
		await check(`Files in ${name}: n8n itself asks for a licence`, async () => {
			const environment = { N8N_DEFAULT_BINARY_DATA_MODE: mode };
			await assert.rejects(
				startN8n({ ...options, tarball: undefined, environment }).then((n8n) => n8n.stop()),
				new RegExp(`${name} binary data storage requires a valid license`),
			);
		});
	}
}
