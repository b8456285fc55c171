import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { orAgentFault } from '../knowledgeBase/orAgentFault';
import { listRows, type Listed } from '../paging/listRows';
import type { ListRequest } from '../paging/reading';
import type { Filters } from './filters/filters';

/** Lists the documents of a knowledge base that match the filters, newest first. */
export async function listMatching<Row>(
	dify: Service,
	knowledgeBaseId: string,
	{ qs, accepts, since }: Filters,
	{ pick, most }: Pick<ListRequest<Row>, 'pick' | 'most'>,
): Promise<Outcome<Listed<Row>>> {
	const listed = await listRows(dify, {
		path: `/datasets/${knowledgeBaseId}/documents`,
		qs,
		isFiltered: accepts !== undefined,
		pick: (document) => (accepts?.(document) === false ? undefined : pick(document)),
		most,
		since,
	});
	return await orAgentFault(dify, knowledgeBaseId, listed);
}
