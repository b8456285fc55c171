import type { IDataObject } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';

/** `GET …/documents/{document}`: one document, with fields that no list has. */
export async function fetchDocument(
	dify: Service,
	knowledgeBaseId: string,
	documentId: string,
): Promise<Outcome<IDataObject>> {
	const path = `/datasets/${knowledgeBaseId}/documents/${documentId}`;
	return await requestJson(dify, { method: 'GET', path });
}
