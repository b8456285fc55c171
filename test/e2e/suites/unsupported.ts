import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { startWithOwner, type Suite } from '../stage';
import { itemsOf, manualWorkflow, PACKAGE } from '../workflows';

/** What n8n 1.82 writes, and 1.70 by its code: they have no `NodeConnectionTypes`. */
const N8NS_LINE = /Class could not be found\..*|Error loading node "DifyKnowledge".*/;

/** An n8n that is older than the package needs: it goes on as if the package were not there. */
export const unsupported: Suite = async ({ installation, tarball, folder, defer }, check) => {
	const dataFolder = join(folder, 'unsupported');
	const client = await check('n8n starts with the package installed', () =>
		startWithOwner({ installation, tarball, dataFolder, binaryMode: 'filesystem' }, defer),
	);
	if (!client) return;
	await check("None of the package's nodes is offered, n8n's own are", async () => {
		const names = (await client.nodeTypes()).map(({ name }) => name);
		assert.deepEqual(
			names.filter((name) => name.startsWith(PACKAGE)),
			[],
		);
		assert.ok(names.includes('n8n-nodes-base.httpRequest'));
	});
	await check("n8n's log says so in a line of its own", (note) => {
		const log = readFileSync(join(dataFolder, 'start.log'), 'utf8');
		const [line] = N8NS_LINE.exec(log) ?? [];
		assert.ok(line, log);
		note(line);
		return Promise.resolve();
	});
	await check("A workflow of n8n's own nodes runs", async () => {
		const node = { name: 'No Operation', type: 'n8n-nodes-base.noOp', parameters: {} };
		assert.equal((await itemsOf(client, manualWorkflow([node]))).length, 1);
	});
};
