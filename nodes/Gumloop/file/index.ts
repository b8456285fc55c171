import type { INodeProperties } from 'n8n-workflow';

import { routedBy } from '../../shared/routing';
import { downloadFiles, downloadFilesFields } from './downloadFiles';

export const fileOperations: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'downloadFiles',
	displayOptions: { show: { resource: ['file'] } },
	options: [
		{
			name: 'Download Files',
			value: 'downloadFiles',
			action: 'Download files of flow run',
			description:
				'Get the files that a flow run has stored, as one ZIP archive or as separate files',
			routing: routedBy(downloadFiles),
		},
	],
};

export const fileFields = downloadFilesFields;
