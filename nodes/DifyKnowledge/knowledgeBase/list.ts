import type { IDataObject, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readListOption } from '../../shared/input/listOption';
import { readMost } from '../../shared/input/returnAll';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/operations';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { listRows } from '../paging/listRows';
import { resultFields } from '../resultFields';

const filters: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Keyword',
			name: 'keyword',
			type: 'string',
			default: '',
			placeholder: 'e.g. handbook',
			description: 'Part of the name of the knowledge base',
		},
		{
			displayName: 'Tag IDs',
			name: 'tagIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 3c90c3cc-0d44-4b50-8888-8dd25736052a',
			description:
				'Only knowledge bases with these tags. IDs separated by commas. Dify 1.13.1 and 1.13.2 do not take them.',
		},
	],
};

export const list: OperationDescription = {
	name: 'List',
	value: 'list',
	action: 'List knowledge bases',
	description: 'List the knowledge bases that the API key opens with their ID and name',
	fields: [...resultFields, filters],
	run,
};

/** Lists the knowledge bases that the key opens, other members' private ones too. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const filters = n8n.getNodeParameter('filters', {}) as IDataObject;
	const tagIds = readListOption(n8n, filters.tagIds, 'Tag IDs');
	const qs = knowledgeBaseQuery(filters.keyword, tagIds);
	const simplify = n8n.getNodeParameter('simplify', true) === true;
	const pick = simplify ? simplified : (knowledgeBase: IDataObject) => knowledgeBase;
	const listed = await listRows(dify, { path: '/datasets', qs, pick, most: readMost(n8n) });
	const pairedItem = { item: n8n.getItemIndex() };
	return valueOrThrow(n8n, listed).rows.map((json) => ({ json, pairedItem }));
}

/** Without include_all Dify leaves out the private knowledge bases of other members. */
export function knowledgeBaseQuery(keyword: unknown, tagIds: string[] = []): IDataObject {
	return {
		include_all: 'true',
		...(keyword ? { keyword } : {}),
		...(tagIds.length > 0 ? { tag_ids: tagIds } : {}),
	} as IDataObject;
}

function simplified(knowledgeBase: IDataObject): IDataObject {
	const { id, name, description, permission, document_count, word_count } = knowledgeBase;
	const { created_at, enable_api, runtime_mode } = knowledgeBase;
	const tags = Array.isArray(knowledgeBase.tags) ? (knowledgeBase.tags as IDataObject[]) : [];
	return {
		id,
		name,
		description,
		permission,
		document_count,
		word_count,
		created_at,
		enable_api,
		runtime_mode,
		tags: tags.map((tag) => tag.name),
	};
}
