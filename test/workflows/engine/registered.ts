import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import type { ICredentialType, INodeType } from 'n8n-workflow';

import manifest from '../../../package.json';

/** The first half of every node's type. */
export const packageName = manifest.name;

/** What package.json registers with n8n, new from its sources. */
export const registeredNodes = manifest.n8n.nodes.map((file) => instanceOf<INodeType>(file));
export const registeredCredentials = manifest.n8n.credentials.map((file) =>
	instanceOf<ICredentialType>(file),
);

/** n8n takes the export that is named as the file (`X` of `X.node.js`). */
function instanceOf<T>(built: string): T {
	const source = join('../../..', built.replace(/^dist\//, '').replace(/\.js$/, ''));
	const exported = createRequire(__filename)(source) as Record<string, new () => T>;
	return new exported[basename(source).split('.')[0]]();
}
