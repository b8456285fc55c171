import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { packProject } from '../test/host/package';
import { checkedFolder, listFiles } from './folders';

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
 * Builds and packs the project that is checked as `npm publish` would, hands the unpacked tarball to `use` and removes it
 * afterwards. It lies in `node_modules` of an otherwise empty folder, as in n8n.
 */
export async function withTarball<T>(use: (tarball: Tarball) => Promise<T>): Promise<T> {
	const scratch = mkdtempSync(path.join(tmpdir(), 'document-downloads-'));
	try {
		const packed = await packProject(scratch, checkedFolder);
		const folder = path.join(scratch, 'node_modules', 'package');
		mkdirSync(folder, { recursive: true });
		execFileSync('tar', ['-xzf', packed, '-C', folder, '--strip-components=1']);
		return await use({ folder, files: listFiles(folder), bytes: statSync(packed).size });
	} finally {
		rmSync(scratch, { recursive: true, force: true });
	}
}
