import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { cleanEnvironment } from './environment';
import { runCommand } from './processes';

const PROJECT = resolve(__dirname, '../..');
const TIMEOUT_MS = 120_000;

/** Builds the project and packs it as npm publishes it; gives the tarball's path. */
export async function packProject(folder: string): Promise<string> {
	const options = { folder: PROJECT, environment: cleanEnvironment(), timeoutMs: TIMEOUT_MS };
	await mkdir(folder, { recursive: true });
	await runCommand('npm', ['run', 'build'], options);
	const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
	const [packed] = JSON.parse(await runCommand('npm', pack, options)) as Array<{
		filename: string;
	}>;
	return join(folder, packed.filename);
}

/**
 * Installs a tarball where n8n looks for community packages, as the installer of its settings page does:
 * without scripts and without peer dependencies (n8n brings those itself).
 */
export async function installPackage(userFolder: string, tarball: string): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true }),
	);
	const install = ['install', tarball, '--ignore-scripts', '--legacy-peer-deps', '--no-audit'];
	await runCommand('npm', [...install, '--no-fund', '--install-strategy=shallow'], {
		folder,
		environment: cleanEnvironment(),
		timeoutMs: TIMEOUT_MS,
	});
}
