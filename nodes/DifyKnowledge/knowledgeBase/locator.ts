import type { IExecutePaginationFunctions, ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isUuid } from '../../shared/input/ids';
import { readLocator, type Locator } from '../../shared/input/locator';

/** A pasted console address holds the id: https://cloud.dify.ai/datasets/<id>/documents */
const ID_IN_URL = /\/datasets\/([0-9a-f-]{36})(?=[/?#]|$)/i;

/** Reads 'Knowledge Base': picked from the list, a pasted console URL, or an id. */
export function readKnowledgeBase(
	n8n: IExecutePaginationFunctions | ILoadOptionsFunctions,
): Locator {
	const parameter =
		'getCurrentNodeParameter' in n8n
			? n8n.getCurrentNodeParameter('knowledgeBaseId')
			: n8n.getNodeParameter('knowledgeBaseId', '');
	const { value, name } = readLocator(parameter);
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (isUuid(id)) return { value: id.toLowerCase(), name };
	throw new NodeOperationError(
		n8n.getNode(),
		value === '' ? "'Knowledge Base' is empty" : "'Knowledge Base' holds no knowledge base ID",
		{
			description: `Pick one from the list, paste its address from the browser (https://cloud.dify.ai/datasets/…/documents), or enter the ID, which looks like 3c90c3cc-0d44-4b50-8888-8dd25736052a.${value === '' ? '' : ` Found: '${value}'.`}`,
			itemIndex: 'getItemIndex' in n8n ? n8n.getItemIndex() : undefined,
		},
	);
}
