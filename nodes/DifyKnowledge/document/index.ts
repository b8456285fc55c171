import type { INodeProperties } from 'n8n-workflow';

import { routedBy } from '../../shared/routing';
import { downloadFields } from './downloadFields';
import { downloadFiles, downloadFilesFields } from './downloadFiles';
import { downloadZip, downloadZipFields } from './downloadZip';
import { getDownloadUrl, getDownloadUrlFields } from './getDownloadUrl';
import { listDocuments, listFields } from './list';
import { coveredItems } from './selection';

export const documentOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'downloadZip',
	displayOptions: { show: { resource: ['document'] } },
	options: [
		{
			name: 'Download Files',
			value: 'downloadFiles',
			action: 'Download documents as files',
			description: 'Get the original files of documents, each as an item with its own file',
			routing: routedBy(downloadFiles, coveredItems),
		},
		{
			name: 'Download ZIP',
			value: 'downloadZip',
			action: 'Download documents as ZIP',
			description: 'Get the original files of any number of documents in one ZIP archive',
			routing: routedBy(downloadZip, coveredItems),
		},
		{
			name: 'Get Download URL',
			value: 'getDownloadUrl',
			action: 'Get document download URL',
			description: 'Get a link to the original file that works without a key for a few minutes',
			routing: routedBy(getDownloadUrl),
		},
		{
			name: 'List',
			value: 'list',
			action: 'List documents',
			description: 'List the documents of a knowledge base with their ID, name, status and size',
			routing: routedBy(listDocuments),
		},
	],
};

export const documentFields = [
	...listFields,
	...getDownloadUrlFields,
	...downloadFields,
	...downloadZipFields,
	...downloadFilesFields,
];
