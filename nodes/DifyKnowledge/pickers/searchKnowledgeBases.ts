import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { knowledgeBaseQuery } from '../knowledgeBase/query';
import { searchPage } from './page';

export async function searchKnowledgeBases(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPage(this, '/datasets', knowledgeBaseQuery(filter), paginationToken);
}
