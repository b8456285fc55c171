import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { RunningN8n } from '../../host/n8n';
import { type QueueMode, startQueueMode } from '../../host/queueMode';
import { N8nClient } from '../../host/n8nClient';
import { isOlderThan } from '../../sandbox/version';
import { waitFor } from '../../host/waiting';
import { outputOf } from '../../host/workflow';
import type { DifyStandIn } from '../../sandbox/dify/server';
import { slowDrip } from '../../sandbox/faults';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, coreChecks, difyNode } from '../core';
import type { Suite } from '../stage';
import { byId, manualWorkflow, webhookWorkflow } from '../workflows';
import { unpackZip } from '../zip';

const EXECUTIONS_AT_ONCE = 20;

/** How soon n8n notices that a worker is gone; its own settings are 60, 10 and 30 seconds. */
const SOON = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '3000',
};

/** Before that, queue mode keeps files in memory or in S3. Seen in 1.123.81 and not in 1.85.4. */
const FIRST_WITH_DATABASE_MODE = '1.120.0';

/** n8n as larger installations run it: PostgreSQL, Redis, two workers, files in the database. */
export const queue: Suite = async (stage, check) => {
	const { installation, tarball } = stage;
	const dataFolder = join(stage.folder, 'queue');
	const binaryMode = isOlderThan(installation.version, FIRST_WITH_DATABASE_MODE)
		? 'default'
		: 'database';
	const options = { installation, tarball, dataFolder, binaryMode, environment: SOON } as const;
	const n8n = await startQueueMode(options, 2);
	stage.defer(() => n8n.stop());
	const client = new N8nClient(n8n.main.origin);
	await client.setUpOwner();
	const dify = await stage.dify();
	await addDifyCredential(client, dify);

	await coreChecks('Queue mode', client, dify, check);
	await startedByHand(n8n, client, dify, check);
	await manyAtOnce(n8n, client, dify, check);
	await killedWorker(n8n, client, dify, check);
};

/** n8n 3.0 always does so; before, OFFLOAD_MANUAL_EXECUTIONS_TO_WORKERS tells it to. */
async function startedByHand(
	{ workers }: QueueMode,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	const [{ id }] = dify.knowledgeBases;
	const node = difyNode('downloadZip', { knowledgeBaseId: byId(id), selection: 'all' });

	await check('"Execute workflow" runs on a worker, and its ZIP can be downloaded', async () => {
		const workflow = await client.createWorkflow(manualWorkflow([node]));
		const executionId = await client.startWorkflow(workflow.id, manualWorkflow([]).nodes[0].name);
		const execution = await client.waitForExecution(executionId, 60_000);
		assert.ok(workers.some((worker) => executionsOf(worker).includes(executionId)));
		const [{ json, binary }] = outputOf(execution, node.name);
		assert.equal((await client.download(binary!.data)).length, json.bytes);
	});
}

async function manyAtOnce(
	{ workers }: QueueMode,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	const { id, documents } = dify.addKnowledgeBase(manyDocuments(30));
	const node = difyNode('downloadZip', { knowledgeBaseId: byId(id), selection: 'all' });
	const answered = { responseMode: 'lastNode', responseData: 'firstEntryBinary' };
	const workflow = webhookWorkflow('zip', [node], { ...answered, options: {} });

	await check(`${EXECUTIONS_AT_ONCE} executions at once each hand out a whole ZIP`, async () => {
		await client.activateWorkflow(await client.createWorkflow(workflow));
		const calls = Array.from({ length: EXECUTIONS_AT_ONCE }, async () => {
			const answer = await client.callWebhook('zip');
			assert.equal(answer.status, 200, await answer.clone().text());
			return await unpackZip(Buffer.from(await answer.arrayBuffer()));
		});
		for (const files of await Promise.all(calls)) assert.equal(files.size, documents.length);
	});
	await check('Both workers had a share in them', async () => {
		const shares = workers.map((worker) => executionsOf(worker).length);
		assert.ok(
			shares.every((share) => share > 0),
			`executions of the workers: ${shares.join(' and ')}`,
		);
	});
}

async function killedWorker(
	{ workers }: QueueMode,
	client: N8nClient,
	dify: DifyStandIn,
	check: Check,
): Promise<void> {
	const { id, documents } = dify.addKnowledgeBase(manyDocuments(50));
	const node = difyNode('downloadZip', { knowledgeBaseId: byId(id), selection: 'all' });

	await check(
		'A worker is killed in the middle of a download: no half ZIP is left',
		async (note) => {
			dify.faults.next('downloadZip', slowDrip(1000, 200));
			const before = dify.requests.length;
			const workflow = await client.createWorkflow(manualWorkflow([node]));
			const executionId = await client.startWorkflow(workflow.id, manualWorkflow([]).nodes[0].name);
			const download = await waitFor('the download to begin', 30_000, () =>
				dify.requests
					.slice(before)
					.find(({ endpoint, status }) => endpoint === 'downloadZip' && status),
			);
			const worker = workers.find((one) => executionsOf(one).includes(executionId));
			assert.ok(worker, 'no worker has the execution');
			await worker.kill();

			const execution = await client.waitForExecution(executionId, 90_000);
			assert.ok(download.brokenOff, 'the download was over before the worker was killed');
			const { error } = execution.data.resultData;
			note(`n8n's own recovery: '${execution.status}' ${error?.message ?? ''}`);
			const items = outputOf(execution, node.name);
			if (execution.status !== 'success') return assert.deepEqual(items, []);
			const zip = await client.download(items[0].binary!.data);
			assert.equal((await unpackZip(zip)).size, documents.length);
		},
	);
	await check('The other worker goes on working', async () => {
		const answer = await client.callWebhook('zip');
		assert.equal((await unpackZip(Buffer.from(await answer.arrayBuffer()))).size, 30);
	});
}

/** The ids of the executions that a worker says it has started. */
function executionsOf(worker: RunningN8n): string[] {
	const log = readFileSync(worker.logFile, 'utf8');
	return [...log.matchAll(/Worker started execution (\d+)/g)].map(([, id]) => id);
}
