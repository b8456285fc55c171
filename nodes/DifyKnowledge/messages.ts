import type { Advice, MessageRow } from '../shared/messages/row';

/** Since this version Dify has the routes for downloading documents. */
const FIRST_VERSION_WITH_DOWNLOADS = '1.13.1';

const DOWNLOAD_ROUTE = /\/download(-zip)?$/;

/** Below a document; the route of ZIPs looks like one. */
const ONE_DOCUMENT = /\/documents\/(?!download-zip)[^/]+(\/download|\/segments)?$/;

const FIND_THE_DOCUMENT =
	"Dify refuses the whole request when one document cannot be downloaded, and does not say which. Switch on 'Skip Unavailable Documents' in the options: the others arrive, and 'skipped' in the output names the one with the reason.";

export const difyAdvice: Advice = {
	lessAtATime: "set 'Documents per Request' in the options to a smaller number",
	smallerFiles: "set 'Split Every N Documents' in the options",
};

/** The trigger downloads with fixed options. */
export const triggerAdvice: Advice = {
	lessAtATime:
		"leave 'Download File' off, put 'Download Files' behind the trigger, and set 'Documents per Request' there to a smaller number",
	smallerFiles: "narrow the documents with 'Filters'",
};

/** What Dify's answers mean; the texts of its refusals are those of its server, 1.13 to 1.17. */
export const difyRows: MessageRow[] = [
	{
		id: 'proxyRefuses',
		when: { status: [401, 403], content: ['html'] },
		message: 'A server in front of Dify refuses the request',
		description:
			"'{host}' answered with a web page, which Dify's API never does: a firewall, a sign-in page or a content delivery network stands in between. Ask whoever runs it to let n8n through.",
	},
	{
		id: 'appKey',
		when: { status: [401], key: 'app' },
		message: 'The API key belongs to an app, not to the knowledge bases',
		description:
			"Keys that start with 'app-' open one app. Create a Knowledge key (it starts with 'dataset-') in Dify under Knowledge → Service API (top right) and put it into the credential.",
	},
	{
		id: 'wrongKey',
		when: { status: [401] },
		message: 'Dify does not accept the API key',
		description:
			"Create a Knowledge key (it starts with 'dataset-') in Dify under Knowledge → Service API (top right) and put it into the credential. Check also that 'Base URL' leads to the server that made the key.",
	},
	{
		id: 'apiOff',
		when: { status: [403], said: /api access is not enabled/i },
		message: 'API access is switched off for this knowledge base',
		description: "In Dify, open the knowledge base and switch on 'Service API' (API access).",
	},
	{
		id: 'rateLimit',
		when: { status: [403], said: /rate limit/i },
		message: 'The rate limit of the Dify plan is used up',
		description:
			"Dify Cloud allows 10 downloads a minute on Sandbox, 100 on Professional, 1,000 on Team. n8n waited and asked again, but the limit still holds: something else may be using it. Raise 'Keep Trying For (Minutes)' in the options, or run at another time.",
		repeat: 'afterRateLimit',
	},
	{
		id: 'limitedKey',
		when: {
			status: [403],
			url: /\/datasets$/,
			said: /^(?!.*(subscription|plan\b|quota|capacity|upgrade))/is,
		},
		message:
			"This API key cannot list knowledge bases: choose 'By URL' or 'By ID' in place of 'From List'",
		description:
			'It is limited to some knowledge bases, which Dify recommends, and works with each of them. Only a key without limits lists them.',
	},
	{
		id: 'planLimit',
		when: { status: [403], said: /subscription|plan|quota|limit|capacity|upgrade/i },
		message: 'The Dify plan does not allow this',
		description:
			"Upgrade the plan of the workspace, or use the key of a workspace whose plan allows it. Dify's own words tell what is missing.",
	},
	{
		id: 'keyBoundElsewhere',
		when: { status: [403] },
		message: 'The API key may not open this knowledge base',
		description:
			'The key may be bound to other knowledge bases, or its owner lacks the permission. Use a Knowledge key of the workspace that the knowledge base belongs to.',
	},
	{
		id: 'versionTwice',
		when: { status: [404], url: /\/v1\/v1(\/|$)/ },
		message: "'Base URL' in the credential has '/v1' twice",
		description: "Enter it once, for example 'https://api.dify.ai/v1'.",
	},
	{
		id: 'oldServer',
		when: {
			status: [404, 405],
			content: ['html'],
			url: DOWNLOAD_ROUTE,
			versionBelow: FIRST_VERSION_WITH_DOWNLOADS,
		},
		message: 'This Dify server is too old to download documents',
		description: `It runs version {version}. Downloading documents came with ${FIRST_VERSION_WITH_DOWNLOADS}: update Dify.`,
	},
	{
		id: 'noDownloadRoute',
		when: { status: [404, 405], content: ['html'], url: DOWNLOAD_ROUTE },
		message: 'This server does not know how to download documents',
		description: `Either 'Base URL' in the credential does not lead to Dify's API, or Dify is older than ${FIRST_VERSION_WITH_DOWNLOADS}, in which downloading documents came.`,
	},
	{
		id: 'notTheApi',
		when: { status: [404, 405], content: ['html', 'other'] },
		message: "'Base URL' does not lead to Dify's API",
		description:
			"There is a server at '{host}', but it does not know this address. On Dify Cloud 'Base URL' is 'https://api.dify.ai/v1'; on your own server it usually ends with '/v1'.",
	},
	{
		id: 'onlyUploadedFile',
		when: { status: [404], url: /\/download$/, said: /uploaded file/i },
		message: 'The document has no original file to download',
		description:
			"Documents from Notion, websites and pipelines have none, and of others it may have been deleted. 'List' shows under 'downloadable' which documents have one.",
		reason: 'it has no original file',
		oneOfMany: true,
	},
	{
		id: 'onlyDocumentUnknown',
		when: { status: [404], url: ONE_DOCUMENT, said: /document not found/i },
		message: 'The document is not in this knowledge base',
		reason: 'not in this knowledge base',
		description:
			"It was deleted, or its ID belongs to another knowledge base. Check 'Knowledge Base' and which document is asked for.",
		oneOfMany: true,
	},
	{
		// Dify says this of documents whose file was deleted too (seen on 1.14.0).
		id: 'noUploadedFile',
		when: { status: [404], said: /uploaded-file documents|does not have an uploaded file/i },
		message: 'One of the documents has no original file',
		reason: 'no original file: it is no uploaded file, or its file was deleted',
		description: `Documents from Notion, websites and pipelines have no original that could be downloaded, and of others it may have been deleted. ${FIND_THE_DOCUMENT}`,
		oneOfMany: true,
	},
	{
		id: 'documentUnknown',
		when: { status: [404], said: /document not found/i },
		message: 'A document is not in this knowledge base',
		reason: 'not in this knowledge base',
		description: `It was deleted, or its ID belongs to another knowledge base. ${FIND_THE_DOCUMENT}`,
		oneOfMany: true,
	},
	{
		id: 'knowledgeBaseUnknown',
		when: { status: [404] },
		message: 'The knowledge base was not found',
		description:
			"Check 'Knowledge Base': it may have been deleted, or belong to another workspace than the API key.",
	},
	{
		id: 'pluginDaemon',
		when: { status: [400, 500, 503], said: /plugin daemon/i },
		message:
			"Dify's plugin service is down or starting: choose the knowledge base 'By URL' or 'By ID', downloads work all the same",
		description:
			"Without it Dify cannot tell about knowledge bases, only about documents. Wait until Dify has started; if it stays so, have a look at the log of Dify's container 'plugin_daemon'.",
		repeat: 'soon',
	},
	{
		id: 'embeddingModelMissing',
		when: { status: [400], url: /\/segments$/ },
		message: 'Dify does not hand out the text: the embedding model is not available',
		reason: 'no text: the embedding model of the knowledge base is not available',
		description:
			'Dify hands out the chunks of a knowledge base only while its embedding model works. In Dify, set up the model under Settings → Model Provider, or choose another one in the settings of the knowledge base.',
	},
	{
		id: 'requestRefused',
		when: { status: [400, 415, 422] },
		message: 'Dify does not understand the request',
		description: 'Check the values that you entered.',
	},
	{
		id: 'blobMissing',
		when: { status: [500], content: ['json'], url: /\/download-zip$/ },
		message: 'Dify could not pack the documents',
		reason: 'Dify could not pack it: usually its original file is missing in the storage of Dify',
		description: `Usually the original file of one document is missing in Dify's storage. ${FIND_THE_DOCUMENT}`,
		repeat: 'briefly',
		oneOfMany: true,
	},
	{
		id: 'noneOfBatch',
		when: { symptom: ['NONE_OF_BATCH'] },
		message: 'Dify could not hand out a single file of those asked for',
		description:
			"n8n asked for all of a batch together, for parts of it, and for several documents alone, and Dify could not pack any. So the cause is hardly a document: have a look at the log and the storage of Dify, then run again. If most originals are missing and you want the others, set 'Documents per Request' in the options to 1.",
	},
	{
		id: 'webApp',
		when: { status: [200, 201, 203], content: ['html'] },
		message: "'Base URL' leads to a web page, not to Dify's API",
		description:
			"On Dify Cloud 'Base URL' is 'https://api.dify.ai/v1'; on your own server it is the address of Dify followed by '/v1'.",
	},
	{
		id: 'agentKnowledgeBase',
		when: { symptom: ['AGENT_KNOWLEDGE_BASE'] },
		message: 'This is an agent knowledge base, whose original files Dify does not hand out',
		description:
			'Dify offers no download of originals for agent knowledge bases, and no list of documents as this node reads it. Choose another knowledge base, for example from the list.',
	},
	{
		id: 'incompleteList',
		when: { symptom: ['INCOMPLETE_LIST'] },
		message: 'The list from Dify is incomplete',
		description:
			'Dify says how many entries the list has, and another number came, although n8n read it several times in different ways. Nothing incomplete is passed on. A proxy or cache between n8n and Dify may answer in its place; if there is none, run the workflow again.',
	},
	{
		id: 'endlessList',
		when: { symptom: ['ENDLESS_LIST'] },
		message: 'The list from Dify does not end',
		description:
			"It went on after a million entries, or after a gigabyte, which is more than n8n can hold. If Dify has less, a proxy between n8n and Dify may answer in its place. If it has so much, narrow the list with 'Keyword', or set 'Limit'.",
	},
	{
		id: 'changingList',
		when: { symptom: ['CHANGING_LIST'] },
		message: 'Entries were deleted again and again while the list was read',
		description:
			'n8n read the list several times, and each time some entries moved while others were deleted, so that the list may lack some. Nothing incomplete is passed on. Run the workflow again when nothing is being deleted.',
	},
	{
		id: 'noText',
		when: { symptom: ['NO_TEXT'] },
		message: 'Dify has no text of the document',
		reason: 'no text: it has no chunks in Dify',
		description: 'It has no chunks. Have a look at the document in Dify.',
	},
	{
		id: 'textUnfinished',
		when: { symptom: ['TEXT_UNFINISHED'] },
		message: 'Dify has not finished reading the document',
		reason: 'no text: Dify has not finished reading it',
		description:
			'Its text is not whole. Wait until its status in Dify is Available, or look there for the reason why it is not.',
	},
	{
		id: 'fileHostUnreachable',
		when: { symptom: ['FILE_HOST_UNREACHABLE'] },
		message: 'n8n cannot open the download URL',
		description:
			"The URL leads to '{host}', which does not answer n8n: Dify's FILES_URL names a host that only Dify itself knows. Switch on 'Replace Host' in the options, or set FILES_URL in Dify to its public address.",
	},
	{
		id: 'fileMissing',
		when: { symptom: ['FILE_MISSING'] },
		message: "The original file of the document is missing in Dify's storage",
		description:
			'Dify hands out a URL, but cannot open the file behind it. Either the file was deleted, or Dify does not reach its storage. Upload the document to Dify again, or ask whoever runs Dify to look into its storage and its log.',
		reason: "its original file is missing in Dify's storage",
		oneOfMany: true,
	},
	{
		id: 'fileUrlRefused',
		when: { symptom: ['FILE_URL_REFUSED'] },
		message: 'The download URL has expired or its file is missing',
		description:
			"Download URLs live 300 seconds unless Dify is set up otherwise. Fetch a new one right before it is used; if a fresh one does not open, the original file is gone from Dify's storage.",
	},
];

/** The same for the trigger, which does not wait for a rate limit. */
export const triggerRows: MessageRow[] = difyRows.map((row) =>
	row.id === 'rateLimit'
		? {
				...row,
				description:
					'Dify Cloud allows 10 downloads a minute on Sandbox, 100 on Professional, 1,000 on Team. Something else may be using it.',
			}
		: row,
);
