import type { IDataObject } from 'n8n-workflow';

import type { Service } from '../../../shared/http/service';
import { isObject } from '../../../shared/json';
import type { Outcome } from '../../../shared/messages/fault';
import { fetchDocument } from '../fetchDocument';

/** How Dify cuts the text of a document into chunks, in tokens. */
export interface SplittingRule {
	mostTokens: number;
	/** Of the end of a chunk, what the next one may begin with again. */
	overlapTokens: number;
}

/** What Dify does when a knowledge base says "automatic" (1.14, DatasetProcessRule.AUTOMATIC_RULES). */
const AUTOMATIC: SplittingRule = { mostTokens: 500, overlapTokens: 50 };

/** The rule by which a document was cut, as the document itself tells it. */
export function ruleOf({ document_process_rule: given }: IDataObject): SplittingRule | undefined {
	if (!isObject(given)) return undefined;
	if (given.mode === 'automatic') return AUTOMATIC;
	const segmentation = isObject(given.rules) ? given.rules.segmentation : undefined;
	if (!isObject(segmentation)) return undefined;
	const { max_tokens: mostTokens, chunk_overlap: overlapTokens } = segmentation;
	if (typeof mostTokens !== 'number' || typeof overlapTokens !== 'number') return undefined;
	return { mostTokens, overlapTokens };
}

/** The rules of a knowledge base, of which many documents share one: each is asked for once. */
export class SplittingRules {
	private readonly known = new Map<string, Promise<Outcome<SplittingRule | undefined>>>();

	constructor(private readonly knowledgeBaseId: string) {}

	/** @param ruleId as the list of documents tells it; null for a document from a pipeline */
	async of(
		dify: Service,
		documentId: string,
		ruleId: string | null,
	): Promise<Outcome<SplittingRule | undefined>> {
		if (ruleId === null) return { value: undefined };
		const asked = this.known.get(ruleId) ?? this.ask(dify, documentId);
		this.known.set(ruleId, asked);
		return await asked;
	}

	private async ask(
		dify: Service,
		documentId: string,
	): Promise<Outcome<SplittingRule | undefined>> {
		const asked = await fetchDocument(dify, this.knowledgeBaseId, documentId);
		return asked.fault ? asked : { value: ruleOf(asked.value) };
	}
}
