import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { propertiesOf, subtitleOf } from '../shared/operations';
import { document } from './document';
import { knowledgeBase } from './knowledgeBase';
import { getMetadataFields } from './pickers/getMetadataFields';
import { getTags } from './pickers/getTags';
import { searchDocuments } from './pickers/searchDocuments';
import { searchKnowledgeBases } from './pickers/searchKnowledgeBases';

const RESOURCES = [document, knowledgeBase];

export class DifyKnowledge implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dify Knowledge',
		name: 'difyKnowledge',
		icon: { light: 'file:../../icons/dify.svg', dark: 'file:../../icons/dify.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle: subtitleOf(RESOURCES),
		description: 'List and download the documents of Dify knowledge bases',
		defaults: { name: 'Dify Knowledge' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'difyKnowledgeApi', required: true }],
		requestDefaults: {},
		properties: propertiesOf(RESOURCES),
	};

	methods = {
		listSearch: { searchDocuments, searchKnowledgeBases },
		loadOptions: { getMetadataFields, getTags },
	};
}
