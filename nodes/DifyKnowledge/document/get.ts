import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import { orAgentFault } from '../knowledgeBase/orAgentFault';
import { isoDate } from '../isoDate';
import { outputFields, readOutput } from '../resultFields';
import { documentField, readDocument } from './field';
import { simplified } from './simplified';
import { fetchDocument } from './fetchDocument';

export const get: OperationDescription = {
	name: 'Get',
	value: 'get',
	action: 'Get document',
	description: 'Get one document, also when it was last changed',
	fields: [knowledgeBaseField, documentField, ...outputFields],
	run,
};

/** Gives a document with fields that its list does not have, such as `updated_at`. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const output = readOutput(n8n, simplifiedWithChange);
	const dify = await difyFor(context);
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const { value: documentId } = readDocument(n8n);
	const asked = await fetchDocument(dify, knowledgeBaseId, documentId);
	const json = output(valueOrThrow(n8n, await orAgentFault(dify, knowledgeBaseId, asked)));
	return [{ json, pairedItem: { item: n8n.getItemIndex() } }];
}

/**
 * As in a list, with the time of its last change, which only this request tells. What a list calls
 * `data_source_detail_dict` is called `data_source_info` here (Dify 1.13, DocumentApi).
 */
function simplifiedWithChange(document: IDataObject): IDataObject {
	const asListed = { ...document, data_source_detail_dict: document.data_source_info };
	const { id, name, display_status, downloadable, extension, ...others } = simplified(asListed);
	const { size, word_count, created_at, metadata } = others;
	const updated_at = isoDate(document.updated_at);
	const file = { downloadable, extension, size, word_count };
	return { id, name, display_status, ...file, created_at, updated_at, metadata };
}
