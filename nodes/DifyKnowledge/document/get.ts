import type { INodeExecutionData } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import { orAgent } from '../knowledgeBase/orAgent';
import { fetchDocument } from './text/rules';
import { documentField, readDocument } from './field';

export const get: OperationDescription = {
	name: 'Get',
	value: 'get',
	action: 'Get document',
	description: 'Get all fields of one document, also when it was last changed',
	fields: [knowledgeBaseField, documentField],
	run,
};

/** Gives a document as Dify sends it, with fields that its list does not have, such as `updated_at`. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const { value: documentId } = readDocument(n8n);
	const asked = await fetchDocument(dify, knowledgeBaseId, documentId);
	const json = valueOrThrow(n8n, await orAgent(dify, knowledgeBaseId, asked));
	return [{ json, pairedItem: { item: n8n.getItemIndex() } }];
}
