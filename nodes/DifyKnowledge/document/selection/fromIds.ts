import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { inputFault } from '../../../shared/parameters/inputFault';
import { readList } from '../../../shared/parameters/list';
import { isUuid } from '../../isUuid';
import type { SelectedDocument } from './selection';

/** Reads 'Document IDs', each once. */
export function fromIds(n8n: IExecutePaginationFunctions): SelectedDocument[] {
	const ids = readList(n8n.getNodeParameter('documentIds', ''))?.flatMap(pastedIds);
	if (!ids || ids.length === 0) {
		throw inputFault(
			n8n,
			ids ? "'Document IDs' is empty" : "'Document IDs' is not a list of IDs",
			"Enter IDs separated by commas or line breaks, or a list from an expression, for example {{ $json.ids }}. 'List' gives the IDs of a knowledge base.",
		);
	}
	ids.forEach((id, index) => {
		if (!isUuid(id)) {
			throw inputFault(
				n8n,
				`'Document IDs' has an entry that is not a document ID, at position ${index + 1}`,
				`'${id}' does not look like 3c90c3cc-0d44-4b50-8888-8dd25736052a.`,
			);
		}
	});
	const inputItem = n8n.getItemIndex();
	const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
	return unique.map((id) => ({ id, fields: { id }, inputItem }));
}

/** IDs as they come out of chats and documents: between spaces and full-width commas, with curly quotes. */
function pastedIds(text: string): string[] {
	return text.split(/[\s、，；“”‘’\u200B-\u200D\u2060\uFEFF]+/).filter((id) => id !== '');
}
