/**
 * `npm run check:packages`: whether each package of one service holds by itself, as a stranger who
 * cloned its repository would see it, with what it needs installed from its own lock file.
 */
import path from 'node:path';

import { cleanEnvironment } from '../../test/host/environment';
import { runCommand } from '../../test/host/processes';
import { runScript } from '../../test/host/script';
import { startChecks } from '../../test/e2e/checks';
import { npm, preparedTree } from './prepared';
import { services } from './services';

const TEN_MINUTES = 600_000;

runScript(async () => {
	const { check, summary, failed } = startChecks();
	for (const service of services) {
		const { packageName } = service;
		console.log(`\n${packageName}`);
		const folder = await check('installs with `npm ci`', () => preparedTree(service), TEN_MINUTES);
		if (folder === undefined) continue;
		await check('builds with `n8n-node build`', () => npm(folder, ['run', 'build']));
		await check("lints with `n8n-node lint`, as n8n's template has it", () =>
			npm(folder, ['run', 'lint']),
		);
		await check('passes its own tests', () => npm(folder, ['test'], TEN_MINUTES), TEN_MINUTES);
		await check('has no broken link', () => ownScript('checkLinks', folder));
		await check('is fit to be published', () => ownScript('checkPackage', folder));
		await check("passes n8n's scan, on sources and tarball", () => ownScript('scan', folder));
	}
	console.log(`\n${summary()}`);
	return failed() > 0 ? 1 : 0;
});

/** Runs a check of this repository on a tree, and shows the line that says how it went. */
async function ownScript(name: string, folder: string): Promise<void> {
	const script = path.join(__dirname, '..', `${name}.ts`);
	const output = await runCommand('npx', ['tsx', script, folder], {
		folder: path.join(__dirname, '../..'),
		environment: cleanEnvironment(),
		timeoutMs: TEN_MINUTES,
	});
	console.log(`    ${output.trimEnd().split('\n').at(-1)}`);
}
