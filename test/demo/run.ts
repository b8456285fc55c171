import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n } from '../host/install';
import { type RunningN8n, startN8n } from '../host/n8n';
import { packProject } from '../host/package';
import { withProgress } from '../host/progress';
import { type Item, N8nClient, OWNER } from '../host/rest';
import { runScript } from '../host/script';
import { outputOf, runStoredWorkflow, type Workflow, withCredentials } from '../host/workflow';
import { emptyFolder, readZip, saveFiles } from './output';
import { demoServer, type DemoServer } from './server';

const OUTPUT = resolve(__dirname, '../../demo-output');
const NODE_TYPE = 'n8n-nodes-document-downloads.difyKnowledge';
const CREDENTIAL_TYPE = 'difyKnowledgeApi';
const RUN_WITHIN_MS = 600_000;
const LISTED = 10;

const HELP = `Downloads the documents of a Dify knowledge base in a real n8n, into demo-output/.

npm run demo             against a stand-in Dify with a few real files
npm run demo -- --open   leaves n8n's editor running with everything set up

With DIFY_BASE_URL and DIFY_API_KEY set it runs against that Dify, with its first knowledge base
or the one that DIFY_KNOWLEDGE_BASE_ID names.
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: { open: { type: 'boolean' }, help: { type: 'boolean' } },
	});
	if (values.help) return console.log(HELP);

	const server = await demoServer(defer);
	const installation = await installN8n();
	const dataFolder = await mkdtemp(join(tmpdir(), 'document-downloads-demo-'));
	defer(() => rm(dataFolder, { recursive: true, force: true }));
	const tarball = await withProgress('Building and packing the package', () =>
		packProject(dataFolder),
	);
	const n8n = await withProgress(`Starting n8n ${installation.version} with the package`, () =>
		startN8n({ installation, dataFolder, tarball }),
	);
	defer(() => n8n.stop());

	const client = new N8nClient(n8n.origin);
	await client.setUpOwner();
	const workflowId = await importWorkflow(client, server);
	await withProgress('Running the workflow', () => runAndSave(client, workflowId));
	if (values.open) await keepOpen(n8n, workflowId);
});

/** Stores the credential and the workflow, set to the knowledge base; gives the workflow's id. */
async function importWorkflow(client: N8nClient, server: DemoServer): Promise<string> {
	const { apiKey, baseUrl } = server;
	const credential = { apiKey, baseUrl, ignoreSslIssues: false };
	const credentialId = await client.createCredential('Dify', CREDENTIAL_TYPE, credential);
	const knowledgeBaseId =
		server.knowledgeBaseId ?? (await firstKnowledgeBase(client, credentialId));
	const text = await readFile(join(__dirname, 'workflow.json'), 'utf8');
	const workflow = withCredentials(JSON.parse(text) as Workflow, {
		[CREDENTIAL_TYPE]: credentialId,
	});
	for (const { type, parameters } of workflow.nodes) {
		if (type !== NODE_TYPE) continue;
		parameters.knowledgeBaseId = { __rl: true, mode: 'id', value: knowledgeBaseId };
	}
	return (await client.createWorkflow(workflow)).id;
}

/** The first entry of the node's own knowledge base list. */
async function firstKnowledgeBase(client: N8nClient, credentialId: string): Promise<string> {
	const { results } = await client.pick({
		nodeType: NODE_TYPE,
		nodeVersion: 1,
		methodName: 'searchKnowledgeBases',
		parameters: { resource: 'document', operation: 'downloadZip' },
		credentials: { [CREDENTIAL_TYPE]: { id: credentialId, name: 'Dify' } },
	});
	if (results.length === 0)
		throw new Error('This Dify has no knowledge base that the key can see.');
	console.log(`Knowledge base: ${results[0].name}`);
	return results[0].value;
}

async function runAndSave(client: N8nClient, workflowId: string): Promise<void> {
	const { execution, error } = await runStoredWorkflow(client, workflowId, RUN_WITHIN_MS);
	if (error) {
		throw new Error(['n8n stopped the workflow:', error.message, error.description].join('\n'));
	}
	await emptyFolder(OUTPUT);
	await saveZips(client, outputOf(execution, 'Download ZIP'));
	await saveSeparateFiles(client, outputOf(execution, 'Download Files'));
}

async function saveZips(client: N8nClient, items: Item[]): Promise<void> {
	const paths = await saveFiles(client, items, OUTPUT);
	if (paths.length === 0) console.log('No ZIP: the knowledge base has no uploaded files.');
	for (const path of paths) {
		const entries = await readZip(path);
		console.log(`${shown(path)}, with ${entries.length} files in it:`);
		printList(entries.map(({ name, bytes }) => `${name} (${bytes} bytes)`));
	}
	const skipped = items.flatMap(
		({ json }) => (json.skipped ?? []) as Array<Record<string, string>>,
	);
	for (const { name, reason } of skipped) console.log(`  left out: ${name}, ${reason}`);
}

async function saveSeparateFiles(client: N8nClient, items: Item[]): Promise<void> {
	const folder = join(OUTPUT, 'files');
	await emptyFolder(folder);
	const paths = await saveFiles(client, items, folder);
	console.log(`${shown(folder)}, ${paths.length} separate files:`);
	printList(paths.map((path, index) => `${basename(path)} (${items[index].json.bytes} bytes)`));
}

function printList(lines: string[]): void {
	for (const line of lines.slice(0, LISTED)) console.log(`    ${line}`);
	if (lines.length > LISTED) console.log(`    … and ${lines.length - LISTED} more`);
}

function shown(path: string): string {
	return relative(process.cwd(), path);
}

async function keepOpen(n8n: RunningN8n, workflowId: string): Promise<void> {
	console.log(`
n8n's editor:  ${n8n.origin}/workflow/${workflowId}
Sign in with:  ${OWNER.email}
Password:      ${OWNER.password}

Ctrl-C stops n8n and removes its data; demo-output/ stays.`);
	throw new Error(await n8n.ended);
}
