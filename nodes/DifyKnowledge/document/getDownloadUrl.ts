import type { IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import { optionsCollection } from '../../shared/parameters/collection';
import { fetchAhead } from '../../shared/download/fetchAhead';
import { noRepeats } from '../../shared/http/repeatPolicy';
import type { Service } from '../../shared/http/service';
import { inputItems } from '../../shared/engine/inputItems';
import { textOf } from '../../shared/json';
import { toNodeApiError } from '../../shared/messages/fault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import { errorItem, type ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import { selectionFields, selectionOptions } from './selection/fields';
import { fetchDownloadUrl, type UrlOptions } from './downloadUrl/fetchDownloadUrl';
import { emptyItem } from './selection/emptyItem';
import { fetchDocument } from './fetchDocument';
import { documentField, readDocument } from './field';
import { readSkipUnavailable, skipUnavailable } from './download/options';
import { selectDocuments } from './selection/selectDocuments';
import { skippedWithoutOriginal } from './selection/skippedDocument';
import { coveredItems, standsForAllItems } from './selection/allInputItems';
import type { SelectedDocument, Selection } from './selection/selection';

const REQUESTS_AT_ONCE = 4;

const optionsField = optionsCollection([
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
	skipUnavailable,
]);

export const getDownloadUrl: OperationDescription = {
	name: 'Get Download URL',
	value: 'getDownloadUrl',
	action: 'Get document download URL',
	description: 'Get a link to the original file that works without a key for a few minutes',
	fields: [
		knowledgeBaseField,
		{
			displayName: 'Documents',
			name: 'selection',
			type: 'options',
			noDataExpression: true,
			default: 'one',
			description: 'Which documents get a URL',
			options: [
				{
					name: 'One Document',
					value: 'one',
					description: 'The document that you pick, for each input item',
				},
				...selectionOptions,
			],
		},
		{ ...documentField, displayOptions: { show: { selection: ['one'] } } },
		...selectionFields,
		{
			displayName:
				'Each URL takes a request of its own, Dify Cloud counts each as a download, and a URL opens for 5 minutes.',
			name: 'urlNotice',
			type: 'notice',
			default: '',
			displayOptions: { hide: { selection: ['one'] } },
		},
		optionsField,
	],
	run,
	coveredItems,
};

/** Gives the signed URLs of documents' original files, each as an item with the document's fields. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	if (standsForAllItems(n8n) && n8n.getItemIndex() > 0) return [];
	const dify = await difyFor(context);
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const options: UrlOptions = {
		checksThatItOpens: n8n.getNodeParameter('options.checkOpens', false) === true,
		replacesHost: n8n.getNodeParameter('options.replaceHost', false) === true,
	};
	const { documents, leftOut } = await select(n8n, dify, knowledgeBaseId);
	const skipped = leftOut.map(skippedWithoutOriginal);
	const fetch = async (service: Service, document: SelectedDocument) => {
		const once = { ...service, repeat: noRepeats };
		const [name, url] = await Promise.all([
			fetchName(once, knowledgeBaseId, document),
			fetchDownloadUrl(context, service, knowledgeBaseId, document.id, options),
		]);
		return { ...document, name, url };
	};
	const stop = new AbortController();
	const items: INodeExecutionData[] = [];
	for await (const document of fetchAhead(dify, documents, REQUESTS_AT_ONCE, stop, fetch)) {
		const { id, name, fields, inputItem, url } = document;
		const json = { ...fields, documentId: id, name };
		if (!url.fault) {
			items.push({ json: { ...json, url: url.value }, pairedItem: { item: inputItem } });
		} else if (url.fault.oneOfMany && readSkipUnavailable(n8n)) {
			skipped.push({ documentId: id, name, reason: url.fault.reason ?? url.fault.message });
		} else {
			const error = toNodeApiError(n8n.getNode(), url.fault, n8n.getItemIndex());
			if (!n8n.continueOnFail()) throw error;
			items.push(errorItem(n8n, error, inputItem, json));
		}
	}
	if (items.length === 0) return [emptyItem(n8n, { knowledgeBaseId }, skipped)];
	const first = items.find(({ json }) => json.url !== undefined);
	if (first && skipped.length > 0) first.json.skipped = skipped;
	return items;
}

async function select(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
): Promise<Selection> {
	if (n8n.getNodeParameter('selection') === 'one') {
		return { documents: [oneDocument(n8n)], leftOut: [] };
	}
	const unavailable = { skipUnavailable: readSkipUnavailable(n8n), addsTexts: false };
	return valueOrThrow(n8n, await selectDocuments(n8n, dify, knowledgeBaseId, unavailable));
}

/** The document that was picked, with the fields of its input item where that is about the same one. */
function oneDocument(n8n: IExecutePaginationFunctions): SelectedDocument {
	const { value: id, name } = readDocument(n8n);
	const inputItem = n8n.getItemIndex();
	const { json = {} } = inputItems(n8n)[inputItem] ?? {};
	const isAboutIt = Object.values(json).includes(id);
	const itsName = isAboutIt && typeof json.name === 'string' ? json.name : undefined;
	return { id, name: name ?? itsName, fields: isAboutIt ? json : {}, inputItem };
}

/** What a document is called; only one that was given by its ID alone is asked for. */
async function fetchName(
	dify: Service,
	knowledgeBaseId: string,
	{ id, name }: SelectedDocument,
): Promise<string | null> {
	if (name !== undefined) return name;
	const asked = await fetchDocument(dify, knowledgeBaseId, id);
	return textOf(asked.value?.name) ?? null;
}
