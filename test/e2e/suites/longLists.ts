import assert from 'node:assert/strict';

import { difyFaults } from '../../sandbox/dify/faults';
import { addDifyCredential, difyNode } from '../core';
import type { Suite } from '../stage';
import { byId, webhookWorkflow } from '../workflows';

const DOCUMENTS = 250_000;

/** More than n8n's declarative engine takes. */
export const longLists: Suite = async (stage, check) => {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	await addDifyCredential(client, dify);
	const { id } = dify.addKnowledgeBase({ name: 'Long' });
	dify.faults.always('list', difyFaults.longList(DOCUMENTS));
	// With an Error output, n8n looks at every item once more.
	const list = {
		...difyNode('list', { knowledgeBaseId: byId(id), returnAll: true }),
		onError: 'continueErrorOutput' as const,
	};
	const count = {
		name: 'Summarize',
		type: 'n8n-nodes-base.summarize',
		typeVersion: 1,
		parameters: {
			fieldsToSummarize: { values: [{ aggregation: 'countUnique', field: 'id' }] },
			options: {},
		},
	};
	await check('250,000 documents are listed', async () => {
		const answered = { responseMode: 'lastNode', options: {} };
		const workflow = webhookWorkflow('long-list', [list, count], answered);
		// n8n would write every document into its database.
		workflow.settings = { ...workflow.settings, saveDataSuccessExecution: 'none' };
		await client.activateWorkflow(await client.createWorkflow(workflow));
		const answer = await client.callWebhook('long-list');
		assert.deepEqual(await answer.json(), { unique_count_id: DOCUMENTS });
	});
};
