import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';

import { REQUIREMENTS, pollingTrigger } from '../shared/engine/nodeDescriptions';
import { CREDENTIAL } from './dify';
import { keywordField } from './document/filters/keyword';
import { knowledgeBaseField } from './knowledgeBase/field';
import { getMetadataFields } from './pickers/getMetadataFields';
import { searchKnowledgeBases } from './pickers/searchKnowledgeBases';
import { eventsField } from './trigger/events';
import { filtersField, optionsField } from './trigger/fields';
import { poll } from './trigger/poll';

export class DifyKnowledgeTrigger implements INodeType {
	description: INodeTypeDescription = {
		...pollingTrigger,
		displayName: 'Dify Knowledge Trigger',
		name: 'difyKnowledgeTrigger',
		icon: { light: 'file:../../icons/dify.svg', dark: 'file:../../icons/dify.dark.svg' },
		subtitle: '=Document {{ $parameter["events"].join(", ") }}',
		description: `Starts the workflow when documents of a Dify knowledge base change ${REQUIREMENTS}`,
		defaults: { name: 'Dify Knowledge Trigger' },
		credentials: [{ name: CREDENTIAL, required: true }],
		builderHint: {
			searchHint:
				'Use it to start a workflow when documents of a Dify knowledge base are added, ready, replaced or removed, in place of Schedule Trigger, HTTP Request and a comparison: it remembers what it has told, and gives one item per document. With the option Download File the original is in the binary field data.',
			relatedNodes: [
				{
					nodeType: 'n8n-nodes-document-downloads.difyKnowledge',
					relationHint:
						'Behind it, Download ZIP with Documents set to Input Items makes one file of all that was told',
				},
			],
		},
		hints: [
			{
				message: "'Document Replaced' reads the whole list each time: a request per 100 documents",
				displayCondition: '={{ $parameter["events"].includes("replaced") }}',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
			{
				message:
					"n8n never deletes files that a trigger fetches; those of 'Download Files' behind it go with their execution",
				displayCondition: '={{ $parameter["options"]["downloadFile"] === true }}',
				whenToDisplay: 'beforeExecution',
				location: 'outputPane',
			},
		],
		properties: [knowledgeBaseField, eventsField, keywordField, filtersField, optionsField],
	};

	methods = {
		listSearch: { searchKnowledgeBases },
		loadOptions: { getMetadataFields },
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
