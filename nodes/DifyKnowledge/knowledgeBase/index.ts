import type { INodeProperties } from 'n8n-workflow';

import { routedBy } from '../../shared/routing';
import { listFields, listKnowledgeBases } from './list';

export const knowledgeBaseOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'list',
	displayOptions: { show: { resource: ['knowledgeBase'] } },
	options: [
		{
			name: 'List',
			value: 'list',
			action: 'List knowledge bases',
			description: 'List the knowledge bases that the API key opens with their ID and name',
			routing: routedBy(listKnowledgeBases),
		},
	],
};

export const knowledgeBaseFields = listFields;
