import type { INodeType, INodeTypeDescription } from 'n8n-workflow';

import { REQUIREMENTS, itemNode } from '../shared/engine/nodeDescriptions';
import { customOperationsOf, propertiesOf, subtitleOf } from '../shared/engine/operations';
import { CREDENTIAL } from './dify';
import { document } from './document';
import { knowledgeBase } from './knowledgeBase';
import { getMetadataFields } from './pickers/getMetadataFields';
import { getTags } from './pickers/getTags';
import { searchDocuments } from './pickers/searchDocuments';
import { searchKnowledgeBases } from './pickers/searchKnowledgeBases';

const RESOURCES = [document, knowledgeBase];

export class DifyKnowledge implements INodeType {
	description: INodeTypeDescription = {
		...itemNode,
		displayName: 'Dify Knowledge',
		name: 'difyKnowledge',
		icon: { light: 'file:../../icons/dify.svg', dark: 'file:../../icons/dify.dark.svg' },
		subtitle: subtitleOf(RESOURCES),
		description: `List and download the documents of Dify knowledge bases ${REQUIREMENTS}`,
		defaults: { name: 'Dify Knowledge' },
		usableAsTool: true,
		credentials: [{ name: CREDENTIAL, required: true }],
		builderHint: {
			searchHint:
				'Use it for everything that reads or downloads documents of a Dify knowledge base, in place of HTTP Request: it pages, batches, retries and waits out rate limits by itself, so it needs no loop and no Compression node around it. Download ZIP gives one item with one file, Download Files one item per file. The binary field is called data.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-base.filter',
					relationHint:
						'Between List and Download ZIP or Download Files with Documents set to Input Items, to choose documents by a rule of your own',
				},
			],
		},
		properties: propertiesOf(RESOURCES),
	};

	customOperations = customOperationsOf(RESOURCES, CREDENTIAL);

	methods = {
		listSearch: { searchDocuments, searchKnowledgeBases },
		loadOptions: { getMetadataFields, getTags },
	};
}
