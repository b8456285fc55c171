import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

import { openEditor, openNode, openWorkflow, startBrowser } from '../../host/browser';
import type { N8nClient } from '../../host/n8nClient';
import { sampleKnowledgeBase } from '../../sandbox/dify/sampleKnowledgeBases';
import type { Check } from '../checks';
import { addDifyCredential, difyNode } from '../core';
import type { Suite } from '../stage';
import { GUMLOOP_NODE, manualWorkflow } from '../workflows';
import { unpackZip } from '../zip';

const CREDENTIAL = 'Dify of the browser';
const DIFY = 'Dify Knowledge';
const GUMLOOP = 'Gumloop';

/** What people type into the node panel, and which of our nodes it has to find. */
const SEARCHES: Record<string, string[]> = {
	dify: [DIFY],
	gumloop: [GUMLOOP],
	knowledge: [DIFY],
	zip: [DIFY, GUMLOOP],
	'download documents': [DIFY, GUMLOOP],
	'download zip': [DIFY, GUMLOOP],
	'zip download': [DIFY, GUMLOOP],
	'export files': [DIFY, GUMLOOP],
	'get many': [DIFY, GUMLOOP],
	'dify download': [DIFY],
	'knowledge base export': [DIFY],
};

/** Resource and operation by the names that the editor shows, and the fields that belong there. */
type FieldTable = Array<[resource: string, operation: string, fields: string[]]>;

const DIFY_FIELDS: FieldTable = [
	['Document', 'Download Files', ['knowledgeBaseId', 'selection', 'keyword', 'binaryPropertyName']],
	['Document', 'Download ZIP', ['knowledgeBaseId', 'selection', 'keyword', 'binaryPropertyName']],
	['Document', 'Get', ['knowledgeBaseId', 'documentId', 'simplify']],
	['Document', 'Get Download URL', ['knowledgeBaseId', 'selection', 'documentId']],
	['Document', 'Get Text', ['knowledgeBaseId', 'documentId']],
	['Document', 'List', ['knowledgeBaseId', 'keyword', 'returnAll', 'limit', 'simplify', 'order']],
	['Knowledge Base', 'Get', ['knowledgeBaseId', 'simplify']],
	['Knowledge Base', 'List', ['keyword', 'returnAll', 'limit', 'simplify']],
];

const GUMLOOP_FIELDS: FieldTable = [
	[
		'File',
		'Download Files',
		['savedItemId', 'runId', 'selection', 'outputName', 'output', 'binaryPropertyName'],
	],
	['Flow Run', 'Get', ['runId']],
	['Flow Run', 'List', ['savedItemId', 'returnAll', 'limit']],
	['Flow Run', 'Start', ['savedItemId', 'specifyInputs']],
];

/** n8n's editor as a person uses it. */
export const browser: Suite = async (stage, check) => {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	dify.addKnowledgeBase({ name: 'Handbook' });
	dify.addKnowledgeBase(sampleKnowledgeBase());
	await addDifyCredential(client, dify, CREDENTIAL);
	const chromium = await startBrowser();
	const page = await openEditor(chromium, client.origin);
	await editorChecks(page, client, check).finally(() => chromium.close());
};

async function editorChecks(page: Page, client: N8nClient, check: Check): Promise<void> {
	await check('The node panel finds the nodes by what people type', async () => {
		await openNodePanel(page, client.origin);
		for (const [words, expected] of Object.entries(SEARCHES)) {
			await page.getByTestId('node-creator-search-bar').fill(words);
			for (const name of expected) {
				const found = page.getByTestId('node-creator-item-name').filter({ hasText: name });
				await found.waitFor();
			}
		}
	});
	await check('A node is added, set up by picking from lists, and run: the ZIP opens', async () => {
		await addFromPanel(page, DIFY, 'Download documents as ZIP');
		await page.getByTestId('node-credentials-select').click();
		await page.getByRole('option', { name: CREDENTIAL }).click();
		await page.getByTestId('rlc-input').click();
		await page.getByTestId('rlc-item').filter({ hasText: 'Sample documents' }).click();
		await page.getByTestId('node-execute-button').click();
		const downloading = page.waitForEvent('download');
		await page.getByTestId('ndv-download-binary-data').click();
		const download = await downloading;
		assert.equal(download.suggestedFilename(), 'Sample documents.zip');
		const zip = await readFile(await download.path());
		assert.equal((await unpackZip(zip)).size, 4);
	});
	await check('The table view shows the name and the counts before the lists', async () => {
		const output = page.getByTestId('output-panel');
		await output.getByTestId('radio-button-table').click();
		const columns = output.locator('thead th');
		await columns.first().waitFor();
		const names = (await columns.allInnerTexts()).map((name) => name.trim()).filter(Boolean);
		assert.deepEqual(names.slice(0, 4), ['fileName', 'fileCount', 'skippedCount', 'bytes']);
		assert.deepEqual(names.slice(-2), ['files', 'skipped']);
	});

	await check('An option that is added begins with a default of its own', async () => {
		const fields = page.getByTestId('node-parameters');
		await fields.getByPlaceholder('Add option', { exact: true }).click();
		await page.getByRole('option', { name: 'Split Every N Documents' }).click();
		const added = fields.getByTestId('parameter-input-splitEvery').locator('input');
		assert.equal(await added.inputValue(), '1000');
	});

	await fieldChecks(page, client, check);
	await previewChecks(page, client, check);
	await themeChecks(page, client, check);
}

async function fieldChecks(page: Page, client: N8nClient, check: Check): Promise<void> {
	const gumloop = { name: GUMLOOP, type: GUMLOOP_NODE, parameters: {} };
	const workflow = manualWorkflow([difyNode('list', {}, DIFY), gumloop]);
	const { id } = await client.createWorkflow(workflow);

	for (const [node, table] of [
		[DIFY, DIFY_FIELDS],
		[GUMLOOP, GUMLOOP_FIELDS],
	] as const) {
		await check(
			`${node}: each operation shows the fields that belong there, no others`,
			async () => {
				await openWorkflow(page, client.origin, id);
				await openNode(page, node);
				for (const [resource, operation, fields] of table) {
					await choose(page, 'resource', resource);
					await choose(page, 'operation', operation);
					const last = page.getByTestId(`parameter-input-${fields.at(-1)}`);
					await last.first().waitFor();
					const shown = (await shownFields(page)).filter((name) => !ALWAYS_SHOWN.includes(name));
					assert.deepEqual(shown, [...fields].sort(), `${resource}: ${operation}`);
				}
			},
		);
	}
}

/** The schemas of the package, as people meet them. Of a trigger, n8n's editor shows none (2.41). */
async function previewChecks(page: Page, client: N8nClient, check: Check): Promise<void> {
	const parameters = { resource: 'flowRun', operation: 'get' };
	for (const [node, field] of [
		[difyNode('list', {}, DIFY), 'word_count'],
		[{ name: GUMLOOP, type: GUMLOOP_NODE, parameters }, 'run_id'],
	] as const) {
		await check(`${node.name}: a field is dragged behind it before anything has run`, async () => {
			const { id } = await client.createWorkflow(manualWorkflow([node, EDIT_FIELDS]));
			await openWorkflow(page, client.origin, id);
			await openNode(page, EDIT_FIELDS.name);
			const offered = page.locator(`[data-target="mappable"][data-name="${field}"]`);
			const value = page.getByTestId('assignment-value');
			await offered.dragTo(value);
			await value.getByText(`{{ $json.${field} }}`).waitFor();
			await page.getByTestId('ndv-close-button').click();
		});
	}
}

async function themeChecks(page: Page, client: N8nClient, check: Check): Promise<void> {
	const { id } = await client.createWorkflow(manualWorkflow([difyNode('list', {}, DIFY)]));
	for (const [colorScheme, icon] of [
		['light', 'dify.svg'],
		['dark', 'dify.dark.svg'],
	] as const) {
		await check(`The node has its icon for the ${colorScheme} theme`, async () => {
			await page.emulateMedia({ colorScheme });
			await openWorkflow(page, client.origin, id);
			const image = page.locator(`[data-node-name="${DIFY}"] img`);
			await image.waitFor();
			assert.ok((await image.getAttribute('src'))?.endsWith(`/${icon}`));
			const loaded = await image.evaluate((element) => (element as ImageLike).naturalWidth > 0);
			assert.ok(loaded, 'the image was not loaded');
		});
	}
}

interface ImageLike {
	naturalWidth: number;
}

/** n8n's node with one empty field to fill in. */
const EDIT_FIELDS = {
	name: 'Edit Fields',
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: { assignments: { assignments: [{ id: '1', name: 'x', value: '', type: 'string' }] } },
};

const ALWAYS_SHOWN = ['authentication', 'operation', 'resource'];

async function openNodePanel(page: Page, origin: string): Promise<void> {
	await page.goto(`${origin}/workflow/new`);
	await page.getByTestId('canvas-add-button').click();
}

/** Types a node's name, picks the node and then one of its actions. */
async function addFromPanel(page: Page, node: string, action: string): Promise<void> {
	await page.getByTestId('node-creator-search-bar').fill(node);
	await page.getByTestId('node-creator-item-name').filter({ hasText: node }).first().click();
	const offered = page.getByTestId('node-creator-item-name').filter({ hasText: action });
	// On an empty canvas, the actions of a node that has a trigger are folded up under its triggers.
	const folded = page.getByTestId('node-creator-category-item').filter({ hasText: 'Actions' });
	await offered.or(folded).first().waitFor();
	if (!(await offered.isVisible())) await folded.click();
	await offered.click();
	await page.getByTestId('ndv').waitFor();
}

async function choose(page: Page, parameter: string, option: string): Promise<void> {
	const input = page.getByTestId(`parameter-input-${parameter}`).first();
	await input.click();
	// An option's accessible name goes on with its description.
	const named = page.getByRole('option').filter({ has: page.getByText(option, { exact: true }) });
	await named.locator('visible=true').click();
}

/** The names of the parameters on the node's Parameters tab. */
async function shownFields(page: Page): Promise<string[]> {
	const inputs = page
		.getByTestId('node-parameters')
		.locator('[data-test-id^="parameter-input-"]')
		.locator('visible=true');
	const names = await inputs.evaluateAll((elements) =>
		elements.map((element) => (element as TestElement).getAttribute('data-test-id') ?? ''),
	);
	return [...new Set(names.map((name) => name.replace('parameter-input-', '')))]
		.filter((name) => name !== 'field')
		.sort();
}

interface TestElement {
	getAttribute(name: string): string | null;
}
