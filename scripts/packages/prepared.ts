import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';

import { cachedInstallation, cacheFolder } from '../../test/host/cache';
import { cleanEnvironment } from '../../test/host/environment';
import { runCommand } from '../../test/host/processes';
import { withProgress } from '../../test/host/progress';
import type { Service } from './services';
import { treeOf, writeTree } from './split';

const MINUTE = 60_000;

/** The folder of a service's tree in the cache, with everything that it needs installed. */
export async function preparedTree(service: Service): Promise<string> {
	const tree = await treeOf(service);
	const { packageName } = service;
	const lock = JSON.parse(tree.get('package-lock.json') as string) as object;
	const folder = await cachedInstallation(packageName, lock, (target) =>
		withProgress(`Installing what ${packageName} needs, once per lock file`, async () => {
			await removeOlder(packageName, target);
			writeTree(tree, target);
			await npm(target, ['ci', '--prefer-offline', '--no-audit', '--no-fund'], 15 * MINUTE);
		}),
	);
	writeTree(tree, folder);
	return folder;
}

/** Runs npm in a tree as a stranger would, without the settings of this checkout. */
export async function npm(folder: string, args: string[], timeoutMs = 5 * MINUTE): Promise<string> {
	return await runCommand('npm', args, { folder, environment: cleanEnvironment(), timeoutMs });
}

/** An installation has nearly a gigabyte; those of earlier lock files are of no use any more. */
async function removeOlder(packageName: string, current: string): Promise<void> {
	for (const name of await readdir(cacheFolder())) {
		const folder = path.join(cacheFolder(), name);
		if (name.startsWith(`${packageName}-`) && folder !== current) {
			await rm(folder, { recursive: true, force: true });
		}
	}
}
