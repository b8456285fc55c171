import { basename, join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { installN8n } from '../host/install';
import { type RunningN8n, startN8n } from '../host/n8n';
import { packThisProject } from '../host/package';
import { withProgress } from '../host/progress';
import { N8nClient } from '../host/n8nClient';
import { OWNER } from '../host/session';
import type { Item } from '../host/execution';
import { runScript } from '../host/script';
import { temporaryFolder } from '../host/temporaryFolder';
import { outputOf, runStoredWorkflow } from '../host/workflow';
import { emptyFolder, readZip, saveFiles } from './output';
import { demoServices, importWorkflow } from './services';

const OUTPUT = resolve(__dirname, '../../demo-output');
const RUN_WITHIN_MS = 600_000;
const LISTED = 10;

const HELP = `Downloads the documents of a Dify knowledge base and the files of a Gumloop flow run in a real
n8n, into demo-output/.

npm run demo             against stand-ins of both with a few real files
npm run demo -- --open   leaves n8n's editor running with everything set up

With DIFY_BASE_URL and DIFY_API_KEY set it runs against that Dify, with its first knowledge base
or the one that DIFY_KNOWLEDGE_BASE_ID names, and leaves out Gumloop.
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: { open: { type: 'boolean' }, help: { type: 'boolean' } },
	});
	if (values.help) return console.log(HELP);

	const services = await demoServices(defer);
	const installation = await installN8n();
	const dataFolder = await temporaryFolder('demo', defer);
	const tarball = await packThisProject(dataFolder);
	const n8n = await withProgress(`Starting n8n ${installation.version} with the package`, () =>
		startN8n({ installation, dataFolder, tarball }),
	);
	defer(() => n8n.stop());

	const client = new N8nClient(n8n.origin);
	await client.setUpOwner();
	await emptyFolder(OUTPUT);
	const workflowIds: string[] = [];
	for (const service of services) {
		const id = await importWorkflow(client, service);
		const folder = join(OUTPUT, service.name);
		await withProgress(`Running the ${service.name} workflow`, () =>
			runAndSave(client, id, folder),
		);
		workflowIds.push(id);
	}
	if (values.open) await keepOpen(n8n, workflowIds);
});

async function runAndSave(client: N8nClient, workflowId: string, folder: string): Promise<void> {
	const { execution, error } = await runStoredWorkflow(client, workflowId, RUN_WITHIN_MS);
	if (error) {
		throw new Error(['n8n stopped the workflow:', error.message, error.description].join('\n'));
	}
	await emptyFolder(folder);
	await saveZips(client, outputOf(execution, 'Download ZIP'), folder);
	await saveSeparateFiles(client, outputOf(execution, 'Download Files'), join(folder, 'files'));
}

async function saveZips(client: N8nClient, items: Item[], folder: string): Promise<void> {
	const paths = await saveFiles(client, items, folder);
	if (paths.length === 0) console.log('No ZIP: there are no files to download.');
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

async function saveSeparateFiles(client: N8nClient, items: Item[], folder: string): Promise<void> {
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

async function keepOpen(n8n: RunningN8n, workflowIds: string[]): Promise<void> {
	const addresses = workflowIds.map((id) => `${n8n.origin}/workflow/${id}`);
	console.log(`
n8n's editor:  ${addresses.join('\n               ')}
Sign in with:  ${OWNER.email}
Password:      ${OWNER.password}

Ctrl-C stops n8n and removes its data; demo-output/ stays.`);
	throw new Error(await n8n.ended);
}
