import type {
	IExecutePaginationFunctions,
	ILoadOptionsFunctions,
	INodeProperties,
} from 'n8n-workflow';

import { isUuid } from '../isUuid';
import { inputFault } from '../../shared/parameters/inputFault';
import { inputItems } from '../../shared/engine/inputItems';
import { type Locator, readLocator } from '../../shared/parameters/locator';
import { parameterOf, type ParameterReader } from '../../shared/parameters/parameter';
import { textOf } from '../../shared/json';

/** Which knowledge base; for every operation on documents. */
export const knowledgeBaseField: INodeProperties = {
	displayName: 'Knowledge Base',
	name: 'knowledgeBaseId',
	type: 'resourceLocator',
	required: true,
	default: { mode: 'list', value: '' },
	description: 'The knowledge base to work on',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchKnowledgeBases', searchable: true },
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder:
				'e.g. https://cloud.dify.ai/datasets/3c90c3cc-0d44-4b50-8888-8dd25736052a/documents',
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 3c90c3cc-0d44-4b50-8888-8dd25736052a',
		},
	],
};

/** A pasted console address holds the id: https://cloud.dify.ai/datasets/<id>/documents */
const ID_IN_URL = /\/datasets\/([0-9a-f-]{36})(?=[/?#]|$)/i;

/** Agent knowledge bases are https://cloud.dify.ai/datasets/new/<id>/documents; the API calls them spaces. */
const AGENT_URL = /\/(datasets\/new|knowledge-fs\/spaces)\/[\w-]+/i;

const MOST_NAME_CHARACTERS = 80;

/** Reads 'Knowledge Base': picked from the list, a pasted console URL, or an id. */
export function readKnowledgeBase(n8n: ParameterReader | ILoadOptionsFunctions): Locator {
	const { value, name } = locate(n8n);
	if (isUuid(value)) return { value: value.toLowerCase(), name };
	if (AGENT_URL.test(value)) {
		throw inputFault(
			n8n,
			"'Knowledge Base' leads to an agent knowledge base, whose original files Dify does not hand out",
			'Dify offers no download of originals for agent knowledge bases. Choose another knowledge base, for example from the list.',
		);
	}
	throw inputFault(
		n8n,
		value === '' ? "'Knowledge Base' is empty" : "'Knowledge Base' holds no knowledge base ID",
		`Pick one from the list, paste its address from the browser (https://cloud.dify.ai/datasets/…/documents), or enter the ID, which looks like 3c90c3cc-0d44-4b50-8888-8dd25736052a.${value === '' ? '' : ` Found: '${value}'.`}`,
	);
}

/** The knowledge base as messages call it, where its name is known without asking Dify. */
export function knownKnowledgeBase(n8n: IExecutePaginationFunctions): string | undefined {
	const name = locate(n8n).name ?? nameInInputItem(n8n);
	return name && `knowledge base '${name.slice(0, MOST_NAME_CHARACTERS)}'`;
}

function locate(n8n: ParameterReader | ILoadOptionsFunctions): Locator {
	const { value, name } = readLocator(parameterOf(n8n, 'knowledgeBaseId'));
	return { value: ID_IN_URL.exec(value)?.[1] ?? value, name };
}

/** The input item may be the knowledge base as List gives it. */
function nameInInputItem(n8n: IExecutePaginationFunctions): string | undefined {
	const { id, name } = inputItems(n8n)[n8n.getItemIndex()]?.json ?? {};
	return id === locate(n8n).value ? textOf(name) : undefined;
}
