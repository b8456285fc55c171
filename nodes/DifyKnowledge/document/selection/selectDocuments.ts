import type { IExecutePaginationFunctions } from 'n8n-workflow';

import type { Service } from '../../../shared/http/service';
import type { Outcome } from '../../../shared/messages/fault';
import { readChoice } from '../../../shared/parameters/choice';
import type { ListedRow } from '../../paging/page';
import { readFilters } from '../filters/filters';
import { listMatching } from '../listMatching';
import { fromIds } from './fromIds';
import { fromInputItems } from './fromInputItems';
import { byOriginal, listedDocument, type Selection, type Unavailable } from './selection';

/** Which documents to download: all that match the filters, the input items, or ids by hand. */
export async function selectDocuments(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
	unavailable: Unavailable,
): Promise<Outcome<Selection>> {
	switch (readChoice(n8n, 'selection', 'Documents', ['all', 'inputItems', 'ids'])) {
		case 'all':
			return await allMatching(n8n, dify, knowledgeBaseId, unavailable.addsTexts);
		case 'inputItems':
			return { value: fromInputItems(n8n, unavailable) };
		case 'ids':
			return { value: { documents: fromIds(n8n), leftOut: [] } };
	}
}

async function allMatching(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
	addsTexts: boolean,
): Promise<Outcome<Selection>> {
	const inputItem = n8n.getItemIndex();
	const pick = (document: ListedRow) => listedDocument(document, inputItem);
	const listed = await listMatching(dify, knowledgeBaseId, readFilters(n8n), { pick });
	if (listed.fault) return listed;
	const { rows } = listed.value;
	if (addsTexts) return { value: { documents: rows, leftOut: [] } };
	const { originals, others } = byOriginal(rows);
	return { value: { documents: originals, leftOut: others } };
}
