import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readMost } from '../../shared/input/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { showFor } from '../../shared/showFor';
import { simplified } from './document';
import { listFilters, readFilters } from './filters';
import { listMatching } from './listMatching';

const show = showFor('document', ['list']);

export const listFields: INodeProperties[] = [
	{
		displayName: 'Filters',
		name: 'filters',
		type: 'collection',
		placeholder: 'Add filter',
		default: {},
		displayOptions: show,
		options: listFilters,
	},
];

/** Lists the documents of a knowledge base, newest first. */
export async function listDocuments(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: id } = readKnowledgeBase(n8n);
	const filters = readFilters(n8n);
	const simplify = n8n.getNodeParameter('simplify', true) === true;
	const pick = simplify ? simplified : (document: IDataObject) => document;
	const listed = await listMatching(dify, id, filters, pick, readMost(n8n));
	const pairedItem = { item: n8n.getItemIndex() };
	return valueOrThrow(n8n, listed).rows.map((json) => ({ json, pairedItem }));
}
