import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { orAgent } from '../knowledgeBase/orAgent';
import { listRows, type Listed } from '../paging/listRows';
import type { ListedRow } from '../paging/page';
import type { Filters } from './filters/filters';

/**
 * Lists the documents of a knowledge base that match the filters, newest first.
 *
 * @param pick what is wanted of a document, so that no more is held
 * @param most how many are wanted; all when left out
 */
export async function listMatching<Row>(
	dify: Service,
	knowledgeBaseId: string,
	{ qs, accepts, since }: Filters,
	pick: (document: ListedRow) => Row,
	most?: number,
): Promise<Outcome<Listed<Row>>> {
	const listed = await listRows(dify, {
		path: `/datasets/${knowledgeBaseId}/documents`,
		qs,
		isFiltered: accepts !== undefined,
		pick: (document) => (accepts?.(document) === false ? undefined : pick(document)),
		most,
		since,
	});
	return await orAgent(dify, knowledgeBaseId, listed);
}
