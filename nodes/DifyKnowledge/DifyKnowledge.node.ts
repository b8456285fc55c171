import { NodeConnectionTypes, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { documentFields, documentOperations } from './document';
import { knowledgeBaseFields, knowledgeBaseOperations } from './knowledgeBase';
import { knowledgeBaseField } from './knowledgeBase/field';
import { resultFields } from './resultFields';
import { searchDocuments } from './pickers/searchDocuments';
import { searchKnowledgeBases } from './pickers/searchKnowledgeBases';

export class DifyKnowledge implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Dify Knowledge',
		name: 'difyKnowledge',
		icon: { light: 'file:../../icons/dify.svg', dark: 'file:../../icons/dify.dark.svg' },
		group: ['input'],
		version: 1,
		subtitle:
			'={{ ({ document: { downloadFiles: "Download documents as files", downloadZip: "Download documents as ZIP", getDownloadUrl: "Get document download URL", list: "List documents" }, knowledgeBase: { list: "List knowledge bases" } })[$parameter["resource"]][$parameter["operation"]] }}',
		description: 'List and download the documents of Dify knowledge bases',
		defaults: { name: 'Dify Knowledge' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'difyKnowledgeApi', required: true }],
		hints: [
			{
				message:
					"If documents were left out, they are listed under 'skipped', each with the reason",
				// A condition cannot see a node's own output, only where documents can be left out.
				displayCondition:
					'={{ ["downloadZip", "downloadFiles"].includes($parameter["operation"]) && ($parameter["selection"] === "all" || !!$parameter["options"]?.skipUnavailable) }}',
				whenToDisplay: 'afterExecution',
				location: 'outputPane',
			},
		],
		requestDefaults: {},
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'document',
				options: [
					{ name: 'Document', value: 'document' },
					{ name: 'Knowledge Base', value: 'knowledgeBase' },
				],
			},
			documentOperations,
			knowledgeBaseOperations,
			knowledgeBaseField,
			...resultFields,
			...documentFields,
			...knowledgeBaseFields,
		],
	};

	methods = { listSearch: { searchDocuments, searchKnowledgeBases } };
}
