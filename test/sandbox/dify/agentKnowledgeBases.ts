import { json, type Answer } from '../answer';
import { problem } from './answers';
import { madeUpUuid } from '../madeUpUuid';

/** A knowledge base of the new kind, which agents use: its originals cannot be downloaded. */
export interface AgentKnowledgeBase {
	id: string;
	name: string;
}

/** Agent knowledge bases, which the classic endpoints do not know (KNOWLEDGE_FS_ENABLED). */
export class AgentKnowledgeBases {
	private readonly all: AgentKnowledgeBase[] = [];

	/** Whether the server has them at all; else their paths are unknown routes. */
	get areEnabled(): boolean {
		return this.all.length > 0;
	}

	add(name: string): AgentKnowledgeBase {
		const one = { id: madeUpUuid(`agent knowledge base ${this.all.length}`), name };
		this.all.push(one);
		return one;
	}

	/** Answers below `/knowledge-fs/spaces/{id}`; `refusal` is what the key is refused with. */
	answer(id: string | undefined, refusal: Answer | undefined): Answer {
		if (refusal?.status === 401) {
			return problem(
				401,
				'knowledge_fs_invalid_credential',
				'Invalid KnowledgeFS service credential.',
			);
		}
		const one = this.all.find((other) => other.id === id);
		if (refusal || !one) {
			return problem(403, 'knowledge_fs_access_denied', 'KnowledgeFS operation is not allowed.');
		}
		return json(200, one);
	}
}
