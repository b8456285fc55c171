import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Defer } from './script';

/** A new folder that goes when the script ends. */
export async function temporaryFolder(purpose: string, defer: Defer): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), `document-downloads-${purpose}-`));
	defer(() => rm(folder, { recursive: true, force: true }));
	return folder;
}
