import { join } from 'node:path';

import { addDifyCredential, coreChecks } from '../core';
import { startWithOwner, type Suite } from '../stage';

/** n8n that keeps files inside the execution's own data, as base64. */
export const memory: Suite = async (stage, check) => {
	const { installation, tarball, defer } = stage;
	const dataFolder = join(stage.folder, 'memory');
	const options = { installation, tarball, dataFolder, binaryMode: 'default' as const };
	const client = await startWithOwner(options, defer);
	const dify = await stage.dify();
	await addDifyCredential(client, dify);
	await coreChecks('Memory mode', client, dify, check);
};
