import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import type { DifySubject } from './difySubject';

/** How an agent knowledge base is told from one that does not exist. */
export function difyAgents({ client, id, agentId }: DifySubject): Assumption[] {
	return [
		{
			about: 'A knowledge base that is none of agents is refused below /knowledge-fs/spaces',
			look: async () => {
				const reply = await client.ask(`/knowledge-fs/spaces/${id}`);
				return saw(told(reply), reply.status >= 400);
			},
		},
		{
			about:
				'The documents of an agent knowledge base are 404 in JSON (403 to a limited key), and it is 200 below /knowledge-fs/spaces',
			look: async () => {
				if (!agentId) return notChecked('none was named with --agent-knowledge-base');
				const documents = await client.ask(`/datasets/${agentId}/documents`);
				const space = await client.ask(`/knowledge-fs/spaces/${agentId}`);
				const isRefused = [403, 404].includes(documents.status) && isJson(documents);
				const isThere = space.status === 200 && isJson(space);
				const isLimited = documents.status === 403;
				return saw(`${told(documents)}; ${told(space)}`, isRefused && (isThere || isLimited));
			},
		},
	];
}

function isJson({ type }: { type: string }): boolean {
	return type === 'application/json';
}
