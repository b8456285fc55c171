import { requestJson } from '../../../shared/http/requestJson';
import type { Service } from '../../../shared/http/service';
import { faultOf, type Outcome } from '../../../shared/messages/fault';
import type { ItemContext } from '../../../shared/engine/routing';
import { orAgentFault } from '../../knowledgeBase/orAgentFault';
import { checkOpens } from './checkOpens';
import { resolveDownloadUrl } from './resolveDownloadUrl';

export interface UrlOptions {
	/** Whether the URL is opened once, as far as its head. */
	checksThatItOpens: boolean;
	/** Whether the API's host is put in place of FILES_URL. */
	replacesHost: boolean;
}

/** Asks for the signed URL of a document's original file: it needs no key and lives 300 seconds. */
export async function fetchDownloadUrl(
	context: ItemContext,
	dify: Service,
	knowledgeBaseId: string,
	documentId: string,
	{ checksThatItOpens, replacesHost }: UrlOptions,
): Promise<Outcome<string>> {
	const path = `/datasets/${knowledgeBaseId}/documents/${documentId}/download`;
	const asked = await requestJson(dify, { method: 'GET', path });
	const answer = await orAgentFault(dify, knowledgeBaseId, asked);
	if (answer.fault) return answer;
	const url = resolveDownloadUrl(answer.value.url, dify.root, replacesHost);
	if (!url) {
		return { fault: faultOf(dify, { status: 200, said: 'no URL', url: dify.root + path }) };
	}
	const opened = checksThatItOpens ? await checkOpens(context, dify, url) : undefined;
	return opened?.fault ? opened : { value: url };
}
