import type { IDataObject } from 'n8n-workflow';

/** Without include_all Dify leaves out the private knowledge bases of other members. */
export function knowledgeBaseQuery(keyword?: unknown): IDataObject {
	return { include_all: 'true', ...(keyword ? { keyword } : {}) } as IDataObject;
}
