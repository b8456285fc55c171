import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Browser, chromium, type Locator, type Page, selectors } from 'playwright-core';

import { requireTools } from './requirements';
import { OWNER } from './session';

const STEP_WITHIN_MS = 30_000;

/** Nothing that needs a display, a sandbox in a container, or the internet. */
const CHROMIUM_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

export interface EditorOptions {
	theme?: 'light' | 'dark';
	width?: number;
	height?: number;
}

/** Starts the system's Chromium with an empty profile. */
export async function startBrowser(): Promise<Browser> {
	const { chromium: executablePath } = requireTools(['chromium']);
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: CHROMIUM_FLAGS });
}

/** Opens n8n's editor in a window of its own and signs in as the owner. */
export async function openEditor(
	browser: Browser,
	origin: string,
	{ theme = 'light', width = 1440, height = 900 }: EditorOptions = {},
): Promise<Page> {
	const context = await browser.newContext({
		viewport: { width, height },
		colorScheme: theme,
		acceptDownloads: true,
	});
	context.setDefaultTimeout(STEP_WITHIN_MS);
	const page = await context.newPage();
	await page.goto(`${origin}/signin`);
	await page.locator('input[name="emailOrLdapLoginId"]').fill(OWNER.email);
	await page.locator('input[name="password"]').fill(OWNER.password);
	await page.getByTestId('form-submit-button').click();
	await page.waitForURL((url) => !url.pathname.startsWith('/signin'));
	return page;
}

/** Shows a workflow's canvas. */
export async function openWorkflow(page: Page, origin: string, workflowId: string): Promise<void> {
	await page.goto(`${origin}/workflow/${workflowId}`);
	await page.getByTestId('canvas-node').first().waitFor();
}

function canvasNode(page: Page, nodeName: string): Locator {
	return page.locator(`[data-test-id="canvas-node"][data-node-name="${nodeName}"]`);
}

/** Opens a node's panel, with its input, parameters and output. */
export async function openNode(page: Page, nodeName: string): Promise<void> {
	await canvasNode(page, nodeName).dblclick();
	await page.getByTestId('ndv').waitFor();
}

/** Takes a picture of the page, or of one element of it, without moving parts. */
export async function takeScreenshot(subject: Page | Locator, path: string): Promise<void> {
	await mkdir(dirname(path), { recursive: true });
	await subject.screenshot({ path, animations: 'disabled' });
}
