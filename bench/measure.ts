import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { clearBinaryData, storedBinaryData } from '../test/host/binaryData';
import { cpuSeconds, memoryUse, resetPeakMemory } from '../test/host/memory';
import { type N8nOptions, type RunningN8n, startN8n } from '../test/host/n8n';
import { N8nClient } from '../test/host/n8nClient';
import { outputOf } from '../test/host/workflow';
import type { LoggedRequest } from '../test/sandbox/httpServer';
import type { Installed } from './installed';
import type { Way } from './jobs';
import { writeScratchFile } from './scratch';
import type { PreparedDocuments } from './server';
import type { StandIn } from './standIn';

/** After a start and a first small run n8n still loads and compiles in the background. */
const SETTLE_MS = 2_000;

/** One run of a workflow. */
export interface Measured {
	/** From the call of the webhook to its answer, which n8n gives when the workflow has ended. */
	seconds: number;
	cpuSeconds: number;
	/** Highest resident size during the run, less the resident size before it. */
	memoryBytes: number;
	requests: LoggedRequest[];
	/** Bytes that the run has left in n8n's store. */
	storedBytes: number;
	/** Bytes of the files in what has come out. */
	deliveredBytes: number;
}

export interface Run {
	way: Way;
	/** With the documents of the job, and with a few of its kind. */
	workflow: Installed;
	warmUp: Installed;
	documents: PreparedDocuments;
	fewDocuments: PreparedDocuments;
	/** Size of all documents. */
	documentBytes: number;
	latencyMs: number;
}

/**
 * Measures one run in an n8n that was started for it: memory that an earlier run had taken would
 * hide what this one takes. A small run comes first, so that loading code is not measured.
 */
export async function measure(options: N8nOptions, standIn: StandIn, run: Run): Promise<Measured> {
	const scratchFile = join(options.dataFolder, 'scratch');
	await writeScratchFile(scratchFile, run.documentBytes);
	const n8n = await startN8n(options);
	try {
		const client = new N8nClient(n8n.origin);
		await standIn.begin(0);
		await callWorkflow(client, run.warmUp, run.fewDocuments);
		await sleep(SETTLE_MS);
		await standIn.begin(run.latencyMs);
		await rm(scratchFile);
		const storedBefore = storedBinaryData(options.dataFolder).bytes;
		const measured = await measureCall(n8n, client, run);
		const requests = await standIn.requests();
		const deliveredBytes = await checkResult(client, run);
		const storedBytes = storedBinaryData(options.dataFolder).bytes - storedBefore;
		return { ...measured, requests, storedBytes, deliveredBytes };
	} finally {
		await n8n.stop();
		await rm(scratchFile, { force: true });
		await clearBinaryData(options.dataFolder);
	}
}

async function measureCall(
	{ pid }: RunningN8n,
	client: N8nClient,
	{ workflow, documents }: Run,
): Promise<Pick<Measured, 'seconds' | 'cpuSeconds' | 'memoryBytes'>> {
	resetPeakMemory(pid);
	const idle = memoryUse(pid).residentBytes;
	const cpuBefore = cpuSeconds(pid);
	const started = performance.now();
	await callWorkflow(client, workflow, documents);
	return {
		seconds: (performance.now() - started) / 1000,
		cpuSeconds: cpuSeconds(pid) - cpuBefore,
		memoryBytes: memoryUse(pid).peakResidentBytes - idle,
	};
}

async function callWorkflow(
	client: N8nClient,
	{ path }: Installed,
	{ documentIds }: PreparedDocuments,
): Promise<void> {
	const response = await client.callWebhook(path, { ids: documentIds });
	const text = await response.text();
	if (!response.ok) throw new Error(`The workflow at ${path} did not end well: ${text}`);
}

/** A run that gave less than it should is no measurement. @returns bytes of the files that have come out */
async function checkResult(client: N8nClient, { way, workflow }: Run): Promise<number> {
	await client.signIn();
	const [{ id }] = await client.listExecutions(workflow.id);
	const execution = await client.waitForExecution(id, 60_000);
	const items = outputOf(execution, way.gives.node);
	const files = items.flatMap(({ binary }) => Object.values(binary ?? {}));
	const expected = `${way.gives.items} items and ${way.gives.files ?? 0} files`;
	const found = `${items.length} items and ${files.length} files`;
	if (execution.status !== 'success' || found !== expected) {
		const { error } = execution.data.resultData;
		const reason = [error?.message, error?.description].filter(Boolean).join(' ');
		throw new Error(`${way.workflow} gave ${found} instead of ${expected}. ${reason}`);
	}
	return files.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
}
