import assert from 'node:assert/strict';
import { join } from 'node:path';

import { preparedTree } from '../../../scripts/packages/prepared';
import { services } from '../../../scripts/packages/services';
import { readByAiBuilder } from '../../host/aiBuilder';
import { installPackages, packProject } from '../../host/package';
import type { N8nClient } from '../../host/n8nClient';
import type { Item } from '../../host/execution';
import { sampleFlow } from '../../sandbox/gumloop/sampleFlow';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, addGumloopCredential, difyNode } from '../core';
import { startWithOwner, type Stage, type Suite } from '../stage';
import {
	byId,
	DIFY_NODE,
	GUMLOOP_NODE,
	itemsOf,
	manualWorkflow,
	named,
	type NodeSketch,
} from '../workflows';
import { unpackZip } from '../zip';

const DIFY_ALONE = 'n8n-nodes-dify-knowledge.difyKnowledge';
const GUMLOOP_ALONE = 'n8n-nodes-gumloop.gumloop';
/** Node types, and their operations as n8n's editor asks for them. */
const BEFORE_THE_FIRST_RUN = [
	[DIFY_ALONE, '/document/list'],
	[DIFY_ALONE, '/document/downloadFiles'],
	[`${DIFY_ALONE}Trigger`, ''],
	[GUMLOOP_ALONE, '/flowRun/get'],
	[`${GUMLOOP_ALONE}Trigger`, ''],
];
/** What a model asks n8n's AI builder for, and the node that it has to find. */
const BUILDER_SEARCHES = {
	'dify knowledge base': `${DIFY_ALONE}\n`,
	'download dify documents': `${DIFY_ALONE}\n`,
	'dify new documents': `${DIFY_ALONE}Trigger [TRIGGER]\n`,
	'watch dify': `${DIFY_ALONE}Trigger [TRIGGER]\n`,
	'run gumloop flow': `${GUMLOOP_ALONE}\n`,
	'gumloop flow finished': `${GUMLOOP_ALONE}Trigger [TRIGGER]\n`,
};
const GUMLOOP_CREDENTIAL = 'Gumloop of the checks';
const FILES = 4;

/** The packages of one service each, made from this repository, side by side and beside this one. */
export const packages: Suite = async (stage, check) => {
	const tarballs: string[] = [];
	for (const service of services) {
		const folder = await preparedTree(service);
		tarballs.push(await packProject(stage.folder, folder));
	}
	await sideBySide(stage, tarballs, check);
	await besideThisPackage(stage, [stage.tarball, ...tarballs], check);
	await withoutUnverified(stage, tarballs, check);
};

async function sideBySide(stage: Stage, tarballs: string[], check: Check): Promise<void> {
	const client = await n8nWith(stage, 'side-by-side', tarballs);
	await check('Two packages side by side offer a node each, also as tools', async () => {
		await offers(client, [DIFY_ALONE, GUMLOOP_ALONE], [DIFY_NODE, GUMLOOP_NODE]);
	});
	await check('The fields of each node are there before it has run', async () => {
		for (const [type, operation] of BEFORE_THE_FIRST_RUN) {
			const schema = `${client.origin}/schemas/${type}/1.0.0${operation}.json`;
			assert.equal((await fetch(schema)).status, 200, schema);
		}
	});
	await check("n8n's AI builder reads when to use each node and trigger", async () => {
		const nodeTypes = await client.nodeTypes();
		for (const [words, type] of Object.entries(BUILDER_SEARCHES)) {
			const [, found] = readByAiBuilder(stage.installation, nodeTypes, words).split(`- ${type}`);
			const described = found?.split('\n\n')[0];
			assert.match(described ?? 'not found', /\n\s*@builderHint Use it /, `${words}: ${type}`);
		}
	});
	const download = await downloadsFrom(stage, client);
	await check('The package for Dify downloads a ZIP', () => download.difyZip(DIFY_ALONE));
	await check('The package for Dify downloads files', () => download.difyFiles(DIFY_ALONE));
	await check(
		'The package for Gumloop starts a flow, waits, and downloads a ZIP of its files',
		() => download.gumloopZip(GUMLOOP_ALONE),
	);
	await check('The package for Gumloop starts a flow, waits, and downloads its files', () =>
		download.gumloopFiles(GUMLOOP_ALONE),
	);
}

/** The types differ by the package's name; the credentials are the same ones. */
async function besideThisPackage(stage: Stage, tarballs: string[], check: Check): Promise<void> {
	const client = await n8nWith(stage, 'beside', tarballs);
	const types = [DIFY_ALONE, GUMLOOP_ALONE, DIFY_NODE, GUMLOOP_NODE];
	await check('Beside this package, all four nodes are offered', () => offers(client, types, []));
	const download = await downloadsFrom(stage, client);
	for (const type of [DIFY_ALONE, DIFY_NODE]) {
		await check(`Beside each other, ${type} downloads`, () => download.difyZip(type));
	}
	for (const type of [GUMLOOP_ALONE, GUMLOOP_NODE]) {
		await check(`Beside each other, ${type} downloads`, () => download.gumloopFiles(type));
	}
}

/**
 * What n8n 3 has by default. n8n 2 knows the setting, too: it keeps what is installed, but installs nothing
 * that it has not verified.
 */
async function withoutUnverified(stage: Stage, tarballs: string[], check: Check): Promise<void> {
	// n8n first asks its own server about a package; nothing is to be asked outside of this machine.
	const settings = {
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'false',
		HTTPS_PROXY: 'http://127.0.0.1:9',
	};
	const client = await n8nWith(stage, 'unverified', tarballs, settings);
	await check('Without unverified packages, installing is refused with a sentence', async () => {
		const body = { name: 'n8n-nodes-of-somebody' };
		const install = client.request('POST', '/rest/community-packages', body);
		await assert.rejects(install, /unverified community packages is forbidden/);
	});
	await check('Without unverified packages, n8n 2 keeps the nodes that are installed', () =>
		offers(client, [DIFY_ALONE, GUMLOOP_ALONE], []),
	);
}

async function n8nWith(
	stage: Stage,
	name: string,
	tarballs: string[],
	environment = {},
): Promise<N8nClient> {
	const { installation, defer } = stage;
	const dataFolder = join(stage.folder, name);
	await installPackages(dataFolder, tarballs);
	return await startWithOwner({ installation, dataFolder, environment }, defer);
}

async function offers(client: N8nClient, types: string[], others: string[]): Promise<void> {
	const names = (await client.nodeTypes()).map(({ name }) => name);
	for (const type of types) {
		assert.ok(names.includes(type), `${type} is not offered`);
		assert.ok(names.includes(`${type}Tool`), `${type}Tool is not offered`);
	}
	for (const type of others) assert.ok(!names.includes(type), `${type} is offered`);
}

/** Downloads by nodes of a type, from stand-ins whose credentials n8n then has. */
async function downloadsFrom(stage: Stage, client: N8nClient) {
	const dify = await stage.dify();
	await addDifyCredential(client, dify);
	const { id } = dify.addKnowledgeBase(sampleKnowledgeBase());
	const gumloop = await stage.gumloop();
	await addGumloopCredential(client, gumloop, GUMLOOP_CREDENTIAL);
	const { savedItemId } = gumloop.addFlow(sampleFlow());
	const credentials = named('gumloopApi', GUMLOOP_CREDENTIAL);

	const run = async (nodes: NodeSketch[]) => await itemsOf(client, manualWorkflow(nodes));
	const fromDify = async (type: string, operation: string) => {
		const parameters = { knowledgeBaseId: byId(id), selection: 'all' };
		return await run([{ ...difyNode(operation, parameters), type }]);
	};
	const fromGumloop = async (type: string, output: 'zip' | 'files') => {
		const start = { resource: 'flowRun', operation: 'start', savedItemId: byId(savedItemId) };
		const options = { waitForCompletion: true };
		const runId = byId('={{ $json.run_id }}');
		const files = { resource: 'file', operation: 'downloadFiles', runId, output };
		return await run([
			{ name: 'Start', type, parameters: { ...start, options }, credentials },
			{ name: 'Download', type, parameters: files, credentials },
		]);
	};
	const isZip = async ([{ binary }, ...others]: Item[]) => {
		assert.equal(others.length, 0);
		assert.equal((await unpackZip(await client.download(binary!.data))).size, FILES);
	};
	const areFiles = async (items: Item[]) => {
		assert.equal(items.length, FILES);
		for (const { json, binary } of items) {
			assert.equal((await client.download(binary!.data)).length, json.bytes);
		}
	};
	return {
		difyZip: async (type: string) => await isZip(await fromDify(type, 'downloadZip')),
		difyFiles: async (type: string) => await areFiles(await fromDify(type, 'downloadFiles')),
		gumloopZip: async (type: string) => await isZip(await fromGumloop(type, 'zip')),
		gumloopFiles: async (type: string) => await areFiles(await fromGumloop(type, 'files')),
	};
}
