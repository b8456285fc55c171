import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import { cleanEnvironment } from './environment';
import { runCommand } from './processes';
import { withProgress } from './progress';

const PROJECT = resolve(__dirname, '../..');
const TIMEOUT_MS = 120_000;

/** Builds and packs this project, and says so; gives the tarball's path. */
export async function packThisProject(destination: string): Promise<string> {
	return await withProgress('Building and packing the package', () =>
		packProject(destination, PROJECT),
	);
}

/** Builds a project and packs it as npm publishes it; gives the tarball's path. */
export async function packProject(destination: string, folder: string): Promise<string> {
	const options = { folder, environment: cleanEnvironment(), timeoutMs: TIMEOUT_MS };
	await mkdir(destination, { recursive: true });
	await runCommand('npm', ['run', 'build'], options);
	const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', destination];
	const [packed] = JSON.parse(await runCommand('npm', pack, options)) as Array<{
		filename: string;
	}>;
	return join(destination, packed.filename);
}

/**
 * Installs tarballs where n8n looks for community packages, as the installer of its settings page does:
 * without scripts and without peer dependencies (n8n brings those itself).
 */
export async function installPackages(userFolder: string, tarballs: string[]): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	await writeFile(
		join(folder, 'package.json'),
		JSON.stringify({ name: 'installed-nodes', private: true }),
	);
	const install = ['install', ...tarballs, '--ignore-scripts', '--legacy-peer-deps', '--no-audit'];
	await runCommand('npm', [...install, '--no-fund', '--install-strategy=shallow'], {
		folder,
		environment: cleanEnvironment(),
		timeoutMs: TIMEOUT_MS,
	});
}
