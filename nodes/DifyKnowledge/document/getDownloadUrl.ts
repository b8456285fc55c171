import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { faultFor, requestJson } from '../../shared/http/request';
import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/operations';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField } from '../knowledgeBase/field';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { orAgent } from '../knowledgeBase/orAgent';
import { checkOpens } from './checkOpens';
import { documentField } from './field';
import { readDocument } from './locator';
import { resolveDownloadUrl } from './resolveDownloadUrl';

const fields: INodeProperties[] = [
	knowledgeBaseField,
	documentField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Check That It Opens',
				name: 'checkOpens',
				type: 'boolean',
				default: false,
				description:
					'Whether to open the URL once, without the API key, and to end with a message when it leads nowhere',
			},
			{
				displayName: 'Replace Host',
				name: 'replaceHost',
				type: 'boolean',
				default: false,
				description:
					"Whether to put the Base URL's host into the URL, for installs whose FILES_URL is a name that only Dify's own containers know",
			},
		],
	},
];

export const getDownloadUrl: OperationDescription = {
	name: 'Get Download URL',
	value: 'getDownloadUrl',
	action: 'Get document download URL',
	description: 'Get a link to the original file that works without a key for a few minutes',
	fields,
	run,
};

/** Hands out a signed URL of a document's original file: it needs no key and lives 300 seconds. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const { value: documentId, name } = readDocument(n8n);
	const path = `/datasets/${knowledgeBaseId}/documents/${documentId}/download`;
	const asked = await requestJson(dify, { method: 'GET', path });
	const answer = valueOrThrow(n8n, await orAgent(dify, knowledgeBaseId, asked));
	const url = valueOrThrow(n8n, readUrl(dify, answer.url, path, replacesHost(context)));
	if (n8n.getNodeParameter('options.checkOpens', false) === true) {
		valueOrThrow(n8n, await checkOpens(context, dify, url));
	}
	const pairedItem = { item: n8n.getItemIndex() };
	return [{ json: { url, documentId, ...(name && { name }) }, pairedItem }];
}

function readUrl(
	dify: Service,
	given: unknown,
	path: string,
	replaceHost: boolean,
): Outcome<string> {
	const url = resolveDownloadUrl(given, dify.root, replaceHost);
	if (url) return { value: url };
	return { fault: faultFor(dify, { status: 200, said: 'no URL', url: dify.root + path }) };
}

function replacesHost({ n8n }: ItemContext): boolean {
	return n8n.getNodeParameter('options.replaceHost', false) === true;
}
