import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { packProject } from '../test/host/package';

export const projectFolder = path.resolve(__dirname, '..');

/** What npm would publish, unpacked in a folder of its own. */
export interface Tarball {
	/** Folder that holds the package's files. */
	folder: string;
	/** Paths of all files, relative to `folder`, with forward slashes, sorted. */
	files: string[];
	/** Size of the packed `.tgz` in bytes. */
	bytes: number;
}

/**
 * Builds and packs the project as `npm publish` would, hands the unpacked tarball to `use` and removes it
 * afterwards. It lies in `node_modules/<name>` of an otherwise empty folder, as in n8n.
 */
export async function withTarball<T>(use: (tarball: Tarball) => Promise<T>): Promise<T> {
	const scratch = mkdtempSync(path.join(tmpdir(), 'document-downloads-'));
	try {
		const packed = await packProject(scratch);
		const folder = path.join(scratch, 'node_modules', 'n8n-nodes-document-downloads');
		mkdirSync(folder, { recursive: true });
		execFileSync('tar', ['-xzf', packed, '-C', folder, '--strip-components=1']);
		return await use({ folder, files: listFiles(folder), bytes: statSync(packed).size });
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}

function listFiles(folder: string): string[] {
	return readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.filter((file) => statSync(path.join(folder, file)).isFile())
		.map((file) => file.split(path.sep).join('/'))
		.sort();
}
