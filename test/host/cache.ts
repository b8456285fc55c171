import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

const MARKER = 'installed';

/** The folder, outside any checkout, in which installations are kept between runs. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
	const base = environment.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-document-downloads');
}

/**
 * A folder with the npm packages of a manifest, installed once per machine.
 *
 * The folder's name carries a digest of the manifest, so a changed manifest is a new installation.
 * It counts as present once its last step has left a marker; a half installation is repeated.
 *
 * @param install fills the folder, in which the manifest already lies as `package.json`
 */
export async function cachedInstallation(
	name: string,
	manifest: object,
	install: (folder: string) => Promise<void>,
	root = cacheFolder(),
): Promise<string> {
	const content = JSON.stringify(manifest);
	const digest = createHash('sha256').update(content).digest('hex').slice(0, 8);
	const folder = join(root, `${name}-${digest}`);
	if (existsSync(join(folder, MARKER))) return folder;
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, 'package.json'), content);
	await install(folder);
	await writeFile(join(folder, MARKER), '');
	return folder;
}
