import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Locator, Page } from 'playwright-core';

import { openEditor, openNode, openWorkflow, startBrowser, takeScreenshot } from '../host/browser';
import { installN8n } from '../host/install';
import { packThisProject } from '../host/package';
import { withProgress } from '../host/progress';
import { requireTools } from '../host/requirements';
import type { N8nClient } from '../host/n8nClient';
import { runScript } from '../host/script';
import { temporaryFolder } from '../host/temporaryFolder';
import type { Workflow } from '../host/workflow';
import type { FlowSeed } from '../sandbox/gumloop/runs';
import { sampleKnowledgeBase, samplePage } from '../sandbox/dify/sampleKnowledgeBases';
import { addDifyCredential, addGumloopCredential } from './core';
import { exampleNames, exampleOf } from './exampleWorkflows';
import { setStage } from './stage';
import { DIFY_NODE, GUMLOOP_NODE, manualWorkflow, named, type NodeSketch } from './workflows';

const IMAGES = resolve(__dirname, '../../docs/images');

/** What the example workflows use beside our own credentials; nothing is run with them. */
const OTHER_CREDENTIALS = { S3: 's3', SMTP: 'smtp', OpenAI: 'openAiApi' };

const REPORT: FlowSeed = {
	name: 'Monthly report',
	script: {
		states: ['RUNNING', 'DONE'],
		outputs: { files: ['report-2026-03.pdf', 'budget.xlsx'] },
		log: ['Started', 'Stored 2 files'],
	},
};

/** The editor's own buttons. */
const OVER_THE_CANVAS = [
	'[data-test-id="canvas-controls"]',
	'[data-test-id="canvas-minimap"]',
	'[data-test-id="node-creator-plus-button"]',
	'[data-test-id="command-bar-button"]',
	'[data-test-id="add-sticky-button"]',
	'[data-test-id="toggle-focus-panel-button"]',
	'[data-test-id^="execute-workflow-button"]',
	'[data-test-id="workflow-chat-button"]',
	// The tabs above it, with all that holds them and not the canvas.
	'div:has([data-test-id="radio-button-workflow"]):not(:has([data-test-id="canvas"]))',
];

/** Ends a node's form with its last field. */
const ONLY_THE_FIELDS = `
	[data-test-id="node-feature-request"] { display: none !important }
	[data-test-id="node-parameters"] { flex-grow: 0 !important }
`;

/** Takes the README's pictures anew: `npm run screenshots`. */
runScript(async (defer) => {
	requireTools(['chromium']);
	const folder = await temporaryFolder('screenshots', defer);
	const installation = await installN8n();
	const tarball = await packThisProject(folder);
	const stage = setStage(installation, tarball, folder, defer);
	const { client } = await withProgress('Starting n8n with the package', () => stage.regular());
	const dify = await stage.dify();
	const handbook = dify.addKnowledgeBase({ ...sampleKnowledgeBase(), name: 'Handbook' });
	const gumloop = await stage.gumloop();
	const flow = gumloop.addFlow(REPORT);
	await addDifyCredential(client, dify, 'Dify');
	await addGumloopCredential(client, gumloop, 'Gumloop');
	for (const [name, type] of Object.entries(OTHER_CREDENTIALS)) {
		await client.createCredential(name, type, {});
	}
	const notionPage = handbook.documents.find(({ name }) => name === samplePage().name)!;
	const entered: Entered = {
		knowledgeBaseId: picked(handbook.id, handbook.name),
		savedItemId: picked(flow.savedItemId, flow.name),
		documentId: picked(notionPage.id, notionPage.name),
	};

	const chromium = await startBrowser();
	defer(() => chromium.close());
	const page = await openEditor(chromium, client.origin);
	await page.setViewportSize({ width: 1400, height: 420 });
	await takeNodePanel(page, client);
	await page.setViewportSize({ width: 1400, height: 800 });
	await takeNode(page, client, 'node-dify-knowledge', {
		name: 'Dify Knowledge',
		type: DIFY_NODE,
		parameters: {
			resource: 'document',
			operation: 'downloadZip',
			knowledgeBaseId: entered.knowledgeBaseId,
			selection: 'all',
		},
		credentials: named('difyKnowledgeApi', 'Dify'),
	});
	await takeNode(page, client, 'node-gumloop', {
		name: 'Gumloop',
		type: GUMLOOP_NODE,
		parameters: {
			resource: 'flowRun',
			operation: 'start',
			savedItemId: entered.savedItemId,
			specifyInputs: 'json',
			inputsJson: '{ "month": "2026-03" }',
			options: { waitForCompletion: true },
		},
		credentials: named('gumloopApi', 'Gumloop'),
	});
	await page.setViewportSize({ width: 1400, height: 1400 });
	for (const [image, node] of Object.entries(forms(entered))) {
		await takeForm(page, client, image, node);
	}
	await page.setViewportSize({ width: 1200, height: 680 });
	for (const name of exampleNames()) {
		await takeWorkflow(page, client, `workflow-${name}`, withEntered(exampleOf(name), entered));
	}
});

/** The form of every operation and trigger that no other picture shows, by the picture's name. */
function forms({ knowledgeBaseId, savedItemId, documentId }: Entered): Record<string, NodeSketch> {
	const dify = (parameters: object, type = DIFY_NODE): NodeSketch => ({
		name: 'Dify Knowledge',
		type,
		parameters: { knowledgeBaseId, ...parameters },
		credentials: named('difyKnowledgeApi', 'Dify'),
	});
	const gumloop = (parameters: object, type = GUMLOOP_NODE): NodeSketch => ({
		name: 'Gumloop',
		type,
		parameters: { savedItemId, ...parameters },
		credentials: named('gumloopApi', 'Gumloop'),
	});
	const document = (operation: string) => ({ resource: 'document', operation, documentId });
	const knowledgeBase = (operation: string) => ({ resource: 'knowledgeBase', operation });
	return {
		'form-download-files': dify(document('downloadFiles')),
		'form-get': dify(document('get')),
		'form-get-download-url': dify({ ...document('getDownloadUrl'), selection: 'all' }),
		'form-get-text': dify(document('getText')),
		'form-list': dify(document('list')),
		'form-knowledge-base-get': dify(knowledgeBase('get')),
		'form-knowledge-base-list': dify(knowledgeBase('list')),
		'form-dify-knowledge-trigger': dify(
			{ events: ['added', 'replaced', 'removed'], options: { downloadFile: true } },
			`${DIFY_NODE}Trigger`,
		),
		'form-gumloop-download-files': gumloop({ resource: 'file', operation: 'downloadFiles' }),
		'form-gumloop-get': gumloop({ resource: 'flowRun', operation: 'get' }),
		'form-gumloop-list': gumloop({ resource: 'flowRun', operation: 'list' }),
		'form-gumloop-trigger': gumloop({ options: { downloadFiles: true } }, `${GUMLOOP_NODE}Trigger`),
	};
}

/** What a user picks from lists, by parameter. */
type Entered = Record<string, object>;

function picked(value: string, cachedResultName: string): object {
	return { __rl: true, mode: 'list', value, cachedResultName };
}

function withEntered(workflow: Workflow, entered: Entered): Workflow {
	for (const { parameters } of workflow.nodes) {
		for (const [name, value] of Object.entries(entered)) {
			const { mode } = (parameters[name] ?? {}) as { mode?: string };
			if (mode === 'list') parameters[name] = value;
		}
	}
	return workflow;
}

async function takeNodePanel(page: Page, client: N8nClient): Promise<void> {
	await page.goto(`${client.origin}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
	await page.getByTestId('node-creator-search-bar').fill('download documents');
	await page.getByTestId('node-creator-item-name').filter({ hasText: 'Gumloop' }).waitFor();
	await takeImage(page.getByTestId('node-creator'), 'node-panel');
}

/** The opened node after it was run. */
async function takeNode(
	page: Page,
	client: N8nClient,
	image: string,
	node: NodeSketch,
): Promise<void> {
	const { id } = await client.createWorkflow(manualWorkflow([node]));
	await openWorkflow(page, client.origin, id);
	await openNode(page, node.name);
	await page.getByTestId('node-execute-button').click();
	await page.getByTestId('node-run-status-success').waitFor();
	const toast = page.getByText('Node executed successfully');
	await toast.waitFor();
	await toast.waitFor({ state: 'hidden' });
	await takeImage(page.getByTestId('ndv'), image);
}

/** The fields of the opened node. */
async function takeForm(
	page: Page,
	client: N8nClient,
	image: string,
	node: NodeSketch,
): Promise<void> {
	const { id } = await client.createWorkflow(manualWorkflow([node]));
	await openWorkflow(page, client.origin, id);
	await openNode(page, node.name);
	const fields = page.getByTestId('node-parameters');
	await fields.getByText('Loading fields').first().waitFor({ state: 'hidden' });
	await page.mouse.move(0, 0);
	await page.addStyleTag({ content: ONLY_THE_FIELDS });
	await takeImage(fields, image);
}

/** A workflow's canvas without what lies over it. */
async function takeWorkflow(
	page: Page,
	client: N8nClient,
	image: string,
	workflow: Workflow,
): Promise<void> {
	const { id } = await client.createWorkflow(workflow);
	await openWorkflow(page, client.origin, id);
	await page.waitForLoadState('networkidle');
	await page.getByTestId('zoom-to-fit').click();
	await page.mouse.move(0, 0);
	await page.addStyleTag({
		content: `${OVER_THE_CANVAS.join()} { visibility: hidden !important }`,
	});
	await takeImage(page.getByTestId('canvas'), image);
}

/** Says what became of the picture, so that a run without changes is seen to be one. */
async function takeImage(subject: Locator, image: string): Promise<void> {
	const path = join(IMAGES, `${image}.png`);
	const before = existsSync(path) ? await readFile(path) : undefined;
	await takeScreenshot(subject, path);
	console.log(`docs/images/${image}.png: ${difference(before, await readFile(path))}`);
}

function difference(before: Buffer | undefined, after: Buffer): string {
	if (!before) return 'new';
	return before.equals(after) ? 'as before' : 'changed';
}
