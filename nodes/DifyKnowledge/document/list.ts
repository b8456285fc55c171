import type { INodeExecutionData } from 'n8n-workflow';

import { filtersCollection } from '../../shared/parameters/collection';
import { readMost } from '../../shared/parameters/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import { readOutput, resultFields } from '../resultFields';
import { simplified } from './simplified';
import type { ListedRow } from '../paging/page';
import { listFilters, readFilters } from './filters/filters';
import { keywordField } from './filters/keyword';
import { listMatching } from './listMatching';
import { cutNotice } from '../paging/cutNotice';
import { inOrderOf, orderField, readOrder, sortable } from './order';

const filters = filtersCollection(listFilters);

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List documents',
	description: 'List the documents of a knowledge base with their ID, name, status and size',
	fields: [knowledgeBaseField, keywordField, ...resultFields, orderField, filters],
	run,
	isForMany: true,
};

/** Lists the documents of a knowledge base. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n, tell } = context;
	const dify = await difyFor(context);
	const { value: id } = readKnowledgeBase(n8n);
	const filters = readFilters(n8n);
	const order = readOrder(n8n);
	const most = readMost(n8n);
	const output = readOutput(n8n, simplified);
	const pick = (document: ListedRow) => sortable(document, output(document));
	const mostRead = order === 'newest' ? most : undefined;
	const listed = valueOrThrow(n8n, await listMatching(dify, id, filters, { pick, most: mostRead }));
	const rows = inOrderOf(order, listed.rows).slice(0, most);
	const notice = cutNotice('documents', listed, rows.length, filters.accepts !== undefined);
	if (notice) tell(notice);
	const pairedItem = { item: n8n.getItemIndex() };
	return rows.map((json) => ({ json, pairedItem }));
}
