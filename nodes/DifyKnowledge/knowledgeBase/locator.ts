import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { isUuid } from '../../shared/input/ids';
import { inputFault } from '../../shared/input/inputFault';
import { readLocator, type Locator } from '../../shared/input/locator';
import { parameterOf, type ParameterReader } from '../../shared/input/parameter';

/** A pasted console address holds the id: https://cloud.dify.ai/datasets/<id>/documents */
const ID_IN_URL = /\/datasets\/([0-9a-f-]{36})(?=[/?#]|$)/i;

/** Agent knowledge bases are https://cloud.dify.ai/datasets/new/<id>/documents; the API calls them spaces. */
const AGENT_URL = /\/(datasets\/new|knowledge-fs\/spaces)\/[\w-]+/i;

/** Reads 'Knowledge Base': picked from the list, a pasted console URL, or an id. */
export function readKnowledgeBase(n8n: ParameterReader | ILoadOptionsFunctions): Locator {
	const { value, name } = readLocator(parameterOf(n8n, 'knowledgeBaseId'));
	const id = ID_IN_URL.exec(value)?.[1] ?? value;
	if (isUuid(id)) return { value: id.toLowerCase(), name };
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
