import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { DEFAULT_N8N_VERSION, installN8n } from '../host/install';
import { packProject } from '../host/package';
import { withProgress } from '../host/progress';
import { requireTools, type ToolName } from '../host/requirements';
import { runScript } from '../host/script';
import { type Check, startChecks } from './checks';
import { setStage, type Stage, type Suite } from './stage';
import { browser } from './suites/browser';
import { credentials } from './suites/credentials';
import { errors } from './suites/errors';
import { examples } from './suites/examples';
import { memory } from './suites/memory';
import { packages } from './suites/packages';
import { pickers } from './suites/pickers';
import { queue } from './suites/queue';
import { regular } from './suites/regular';

interface Part {
	suite: Suite;
	title: string;
	/** What it needs from the system beside Node.js. */
	tools: ToolName[];
}

const PARTS: Record<string, Part> = {
	regular: { suite: regular, title: 'Regular mode', tools: [] },
	errors: { suite: errors, title: 'What goes wrong', tools: [] },
	credentials: { suite: credentials, title: 'Credentials', tools: [] },
	pickers: { suite: pickers, title: 'Lists in the editor', tools: [] },
	examples: { suite: examples, title: 'Example workflows', tools: [] },
	browser: { suite: browser, title: 'Browser', tools: ['chromium'] },
	packages: { suite: packages, title: 'Packages of one service', tools: [] },
	memory: { suite: memory, title: 'Memory mode', tools: [] },
	queue: { suite: queue, title: 'Queue mode', tools: ['redis', 'postgresql'] },
};

const HELP = `Runs the package on a real n8n, installed as n8n's settings page installs it.

npm run test:e2e                          everything
npm run test:e2e -- --only regular,queue  some of: ${Object.keys(PARTS).join(', ')}
npm run test:e2e -- --n8n 2.10.0          on another version of n8n (default ${DEFAULT_N8N_VERSION})
`;

runScript(async (defer) => {
	const { values } = parseArgs({
		options: { only: { type: 'string' }, n8n: { type: 'string' }, help: { type: 'boolean' } },
	});
	if (values.help) {
		console.log(HELP);
		return 0;
	}
	const parts = chosenParts(values.only);
	requireTools(parts.flatMap(({ tools }) => tools));

	const installation = await installN8n(values.n8n ?? DEFAULT_N8N_VERSION);
	const folder = await mkdtemp(join(tmpdir(), 'document-downloads-e2e-'));
	defer(() => rm(folder, { recursive: true, force: true }));
	const tarball = await withProgress('Building and packing the package', () => packProject(folder));
	const checks = startChecks();
	const stage = setStage(installation, tarball, folder, defer);
	for (const part of parts) await runPart(part, stage, checks.check);
	console.log(`\nn8n ${installation.version}, ${parts.map(({ title }) => title).join(', ')}`);
	console.log(checks.summary());
	return checks.failed() > 0 ? 1 : 0;
});

function chosenParts(only: string | undefined): Part[] {
	const names = only?.split(',').map((name) => name.trim()) ?? Object.keys(PARTS);
	const unknown = names.filter((name) => !(name in PARTS));
	if (unknown.length > 0) throw new Error(`Not a part: ${unknown.join(', ')}\n\n${HELP}`);
	return names.map((name) => PARTS[name]);
}

/** What a part sets up before its first check is a check, too. */
async function runPart({ suite, title }: Part, stage: Stage, check: Check): Promise<void> {
	console.log(`\n${title}`);
	await suite(stage, check).catch(async (error: unknown) => {
		await check(`${title}: everything that it needs could be set up`, () => Promise.reject(error));
	});
}
