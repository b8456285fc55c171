import { requestJson } from '../../../shared/http/requestJson';
import type { Service } from '../../../shared/http/service';
import { textOf } from '../../../shared/json';
import { faultOf, type Outcome } from '../../../shared/messages/fault';
import type { ItemContext } from '../../../shared/engine/routing';
import { orAgent } from '../../knowledgeBase/orAgent';
import { fetchDocument } from '../text/rules';
import { checkOpens } from './checkOpens';
import { resolveDownloadUrl } from './resolveDownloadUrl';
import type { SelectedDocument } from '../selection/selectDocuments';

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
	const answer = await orAgent(dify, knowledgeBaseId, asked);
	if (answer.fault) return answer;
	const url = resolveDownloadUrl(answer.value.url, dify.root, replacesHost);
	if (!url) {
		return { fault: faultOf(dify, { status: 200, said: 'no URL', url: dify.root + path }) };
	}
	const opened = checksThatItOpens ? await checkOpens(context, dify, url) : undefined;
	return opened?.fault ? opened : { value: url };
}

/** What a document is called; only one that was given by its ID alone is asked for. */
export async function nameOf(
	dify: Service,
	knowledgeBaseId: string,
	{ id, name }: SelectedDocument,
): Promise<string | null> {
	if (name !== undefined) return name;
	const asked = await fetchDocument(dify, knowledgeBaseId, id);
	return textOf(asked.value?.name) ?? null;
}
