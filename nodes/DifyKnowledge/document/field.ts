import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { isUuid } from '../isUuid';
import { inputFault } from '../../shared/parameters/inputFault';
import { type Locator, readLocator } from '../../shared/parameters/locator';

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

/** Reads 'Document': picked from the list, or an ID. */
export function readDocument(n8n: IExecutePaginationFunctions): Locator {
	const { value, name } = readLocator(n8n.getNodeParameter('documentId', ''));
	if (isUuid(value)) return { value: value.toLowerCase(), name };
	throw inputFault(
		n8n,
		value === '' ? "'Document' is empty" : "'Document' holds no document ID",
		`Pick one from the list, or enter its ID, which looks like 3c90c3cc-0d44-4b50-8888-8dd25736052a.${value === '' ? '' : ` Found: '${value}'.`}`,
	);
}
