import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { filtersCollection } from '../../shared/parameters/collection';
import { readMost } from '../../shared/parameters/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { cutNotice } from '../paging/cutNotice';
import { listRows } from '../paging/listRows';
import { readOutput, resultFields } from '../resultFields';
import { knowledgeBasesRequest } from './knowledgeBasesRequest';
import { simplified } from './simplified';
import { readTags, tagsFilter } from './tags';

const filters = filtersCollection([tagsFilter]);

/** Above 'Filters', as for documents. */
const keyword: INodeProperties = {
	displayName: 'Keyword',
	name: 'keyword',
	type: 'string',
	default: '',
	placeholder: 'e.g. handbook',
	description: 'Part of the name of the knowledge base. When left empty, all of them.',
};

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List knowledge bases',
	description: 'List the knowledge bases that the API key opens with their ID and name',
	fields: [keyword, ...resultFields, filters],
	run,
	isForMany: true,
};

/** Lists the knowledge bases that the key opens, other members' private ones too. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n, tell } = context;
	const dify = await difyFor(context);
	const filters = n8n.getNodeParameter('filters', {}) as IDataObject;
	const hasTag = readTags(n8n, filters.tags);
	const output = readOutput(n8n, simplified);
	const pick = (knowledgeBase: IDataObject) => {
		if (hasTag?.(knowledgeBase) === false) return undefined;
		return output(knowledgeBase);
	};
	const isFiltered = hasTag !== undefined;
	const most = readMost(n8n);
	const knowledgeBases = knowledgeBasesRequest(n8n.getNodeParameter('keyword', ''));
	const request = { ...knowledgeBases, isFiltered, pick, most };
	const listed = valueOrThrow(n8n, await listRows(dify, request));
	const notice = cutNotice('knowledge bases', listed, listed.rows.length, isFiltered);
	if (notice) tell(notice);
	const pairedItem = { item: n8n.getItemIndex() };
	return listed.rows.map((json) => ({ json, pairedItem }));
}
