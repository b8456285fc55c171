import type { INodeProperties } from 'n8n-workflow';

/** Which document. */
export const documentField: INodeProperties = {
	displayName: 'Document',
	name: 'documentId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'Which document. The list shows those of the knowledge base, newest first.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchDocuments', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 3c90c3cc-0d44-4b50-8888-8dd25736052a',
		},
	],
};
