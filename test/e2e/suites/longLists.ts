import assert from 'node:assert/strict';

import { difyFaults } from '../../sandbox/dify/faults';
import { addDifyCredential, difyNode } from '../core';
import type { Suite } from '../stage';
import { byId, webhookWorkflow } from '../workflows';

const DOCUMENTS = 250_000;

/** Its own declarative engine ends n8n's lists at some 120,000 items. */
export const longLists: Suite = async (stage, check) => {
	const { client } = await stage.regular();
	const dify = await stage.dify();
	await addDifyCredential(client, dify);
	const { id } = dify.addKnowledgeBase({ name: 'Long' });
	dify.faults.always('list', difyFaults.longList(DOCUMENTS));
	const list = difyNode('list', { knowledgeBaseId: byId(id), returnAll: true });
	const count = {
		name: 'Summarize',
		type: 'n8n-nodes-base.summarize',
		typeVersion: 1,
		parameters: {
			fieldsToSummarize: { values: [{ aggregation: 'countUnique', field: 'id' }] },
			options: {},
		},
	};
	const ways = [
		['', list],
		[', also with the Error output', { ...list, onError: 'continueErrorOutput' as const }],
	] as const;
	for (const [way, node] of ways) {
		await check(`250,000 documents are listed${way}`, async () => {
			const path = `long-list-${node === list}`;
			const workflow = webhookWorkflow(path, [node, count], {
				responseMode: 'lastNode',
				options: {},
			});
			// n8n would write every document into its database.
			workflow.settings = { ...workflow.settings, saveDataSuccessExecution: 'none' };
			await client.activateWorkflow(await client.createWorkflow(workflow));
			const answer = await client.callWebhook(path);
			assert.deepEqual(await answer.json(), { unique_count_id: DOCUMENTS });
		});
	}
};
