import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { knowledgeBasesRequest } from '../knowledgeBase/knowledgeBasesRequest';
import { searchPage } from './searchPage';

export async function searchKnowledgeBases(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchPage(this, knowledgeBasesRequest(filter), paginationToken);
}
