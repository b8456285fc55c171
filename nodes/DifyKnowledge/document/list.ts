import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readMost } from '../../shared/input/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/operations';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField } from '../knowledgeBase/field';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { readOutput, resultFields } from '../resultFields';
import { simplified } from './document';
import { listFilters, readFilters } from './filters';
import { listMatching } from './listMatching';

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: listFilters,
};

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List documents',
	description: 'List the documents of a knowledge base with their ID, name, status and size',
	fields: [knowledgeBaseField, ...resultFields, filters],
	run,
};

/** Lists the documents of a knowledge base, newest first. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: id } = readKnowledgeBase(n8n);
	const filters = readFilters(n8n);
	const pick = readOutput(n8n, simplified);
	const listed = await listMatching(dify, id, filters, pick, readMost(n8n));
	const pairedItem = { item: n8n.getItemIndex() };
	return valueOrThrow(n8n, listed).rows.map((json) => ({ json, pairedItem }));
}
