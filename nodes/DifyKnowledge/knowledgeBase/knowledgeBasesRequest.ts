import type { IDataObject } from 'n8n-workflow';

import type { PageRequest } from '../paging/page';

/** The list of knowledge bases. Without include_all Dify leaves out the private ones of other members. */
export function knowledgeBasesRequest(keyword?: unknown): PageRequest {
	const qs = { include_all: 'true', ...(keyword ? { keyword } : {}) } as IDataObject;
	return { path: '/datasets', qs };
}
