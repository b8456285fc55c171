import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { likeText } from '../document/filters/keyword';
import { readKnowledgeBase } from '../knowledgeBase/field';
import { searchPage } from './searchPage';

export async function searchDocuments(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const { value: id } = readKnowledgeBase(this);
	const qs = filter ? { keyword: likeText(filter) } : {};
	return await searchPage(this, { path: `/datasets/${id}/documents`, qs }, paginationToken);
}
