import type { INodeExecutionData } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { outputFields, readOutput } from '../resultFields';
import { knowledgeBaseField, readKnowledgeBase } from './field';
import { simplified } from './simplified';
import { orAgentFault } from './orAgentFault';

export const get: OperationDescription = {
	name: 'Get',
	value: 'get',
	action: 'Get knowledge base',
	description: 'Get one knowledge base, also with a key that cannot list them',
	fields: [knowledgeBaseField, ...outputFields],
	run,
};

/** Gives one knowledge base. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const output = readOutput(n8n, simplified);
	const dify = await difyFor(context);
	const { value: id } = readKnowledgeBase(n8n);
	const asked = await requestJson(dify, { method: 'GET', path: `/datasets/${id}` });
	const json = output(valueOrThrow(n8n, await orAgentFault(dify, id, asked)));
	return [{ json, pairedItem: { item: n8n.getItemIndex() } }];
}
