import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readMost } from '../../shared/input/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { listRows } from '../pages';
import { showFor } from '../../shared/showFor';
import { simplified } from './document';
import { listFilters, readFilters } from './filters';

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
	const path = `/datasets/${id}/documents`;
	const listed = await listRows(dify, { path, ...readFilters(n8n), most: readMost(n8n) });
	const simplify = n8n.getNodeParameter('simplify', true) === true;
	const pairedItem = { item: n8n.getItemIndex() };
	return valueOrThrow(n8n, listed).map((document) => ({
		json: simplify ? simplified(document) : document,
		pairedItem,
	}));
}
