import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readMost } from '../../shared/parameters/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import { readOutput, resultFields } from '../resultFields';
import { simplified } from './simplified';
import type { ListedRow } from '../paging/page';
import { keywordField, listFilters, readFilters } from './filters/filters';
import { listMatching } from './listMatching';
import { inOrderOf, orderField, readOrder, sortable } from './order';

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: listFilters,
};

/** n8n tells an operation like this no other way to say so. */
const limitNotice: INodeProperties = {
	displayName:
		'Documents beyond the limit are left out. Switch on Return All when nodes behind this one, such as Filter, are to see all of them.',
	name: 'limitNotice',
	type: 'notice',
	default: '',
	displayOptions: { show: { returnAll: [false] } },
};

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List documents',
	description: 'List the documents of a knowledge base with their ID, name, status and size',
	fields: [knowledgeBaseField, keywordField, ...resultFields, limitNotice, orderField, filters],
	run,
	hasNoEnd: true,
};

/** Lists the documents of a knowledge base. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: id } = readKnowledgeBase(n8n);
	const filters = readFilters(n8n);
	const order = readOrder(n8n);
	const most = readMost(n8n);
	const output = readOutput(n8n, simplified);
	const pick = (document: ListedRow) => sortable(document, output(document));
	const mostRead = order === 'newest' ? most : undefined;
	const listed = valueOrThrow(n8n, await listMatching(dify, id, filters, pick, mostRead));
	const rows = inOrderOf(order, listed.rows).slice(0, most);
	if (listed.isCut || rows.length < listed.rows.length) {
		n8n.logger.warn(`Dify: there are more documents than 'Limit' lets through (${rows.length})`);
	}
	const pairedItem = { item: n8n.getItemIndex() };
	return rows.map((json) => ({ json, pairedItem }));
}
