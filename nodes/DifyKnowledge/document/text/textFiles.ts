import { safeFileName } from '../../../shared/archive/names';
import type { WrittenEntry } from '../../../shared/archive/write';
import { limiter, type Turn } from '../../../shared/concurrency';
import { fetchAhead } from '../../../shared/download/fetchAhead';
import type { Service } from '../../../shared/http/service';
import { textOf } from '../../../shared/json';
import { faultOf, type Fault, type Outcome } from '../../../shared/messages/fault';
import { fetchMarkdown } from './documentText';
import { ruleOf, type SplittingRule, type SplittingRules } from './splittingRules';
import { fetchDocument } from '../fetchDocument';

/**
 * So many requests for chunks are under way together. n8n's own work is part of each one's time: of
 * eight, six and a half were at the server (bench, job `texts`).
 */
const REQUESTS_AT_ONCE = 10;
/** As many as keep these busy while texts are put together; as many more may wait to be taken. */
const DOCUMENTS_AT_ONCE = 14;

/** A document whose text is wanted. */
export interface TextWanted {
	id: string;
	name?: string;
	/** Its display_status. */
	status?: string;
	/**
	 * ID of the rule by which it was cut into chunks, as the list of documents tells it; null where it
	 * has none. Left out where it is not known, so that the document itself is asked.
	 */
	ruleId?: string | null;
}

/** The text of a document as a Markdown file, or why there is none. */
export type TextFile<Document> =
	| { document: Document; file: WrittenEntry; reason?: undefined }
	| { document: Document; reason: string };

export interface TextsRequest {
	knowledgeBaseId: string;
	rules: SplittingRules;
	leavesOutDisabled: boolean;
}

/**
 * Fetches the texts of documents, a few at a time, in their order; each is let go once it is taken.
 *
 * @param stop ends requests that are under way
 */
export async function* fetchTextFiles<Document extends TextWanted>(
	dify: Service,
	documents: Document[],
	request: TextsRequest,
	stop = new AbortController(),
): AsyncGenerator<Outcome<TextFile<Document>>> {
	let ofAll: Fault | undefined;
	const inTurn = limiter(REQUESTS_AT_ONCE);
	const fetch = async (
		service: Service,
		document: Document,
	): Promise<Outcome<TextFile<Document>>> => {
		const made = ofAll
			? { fault: ofAll }
			: await textFile(service, document, { ...request, inTurn });
		if (!made.fault) return made;
		// Without its embedding model Dify refuses the chunks of every document.
		if (made.fault.row === 'embeddingModelMissing') ofAll = made.fault;
		const { reason } = made.fault;
		return reason === undefined ? made : { value: { document, reason } };
	};
	yield* fetchAhead(dify, documents, DOCUMENTS_AT_ONCE, stop, fetch);
}

async function textFile<Document extends TextWanted>(
	dify: Service,
	document: Document,
	{ knowledgeBaseId, rules, leavesOutDisabled, inTurn }: TextsRequest & { inTurn: Turn },
): Promise<Outcome<TextFile<Document>>> {
	const described = await describe(dify, document, knowledgeBaseId, rules);
	if (described.fault) return described;
	const { name, status, rule } = described.value;
	const source = {
		...{ knowledgeBaseId, documentId: document.id, status, rule },
		...{ leavesOutDisabled, inTurn },
	};
	const text = await fetchMarkdown(dify, source, name);
	if (text.fault) return text;
	const file = await text.value.end(markdownName(name));
	if (text.value.count > 0) return { value: { document, file } };
	return { fault: faultOf(dify, { symptom: 'NO_TEXT', said: '', url: dify.root }) };
}

/** What the text depends on. One request for many documents where the list has told of them. */
async function describe(
	dify: Service,
	{ id, name, status, ruleId }: TextWanted,
	knowledgeBaseId: string,
	rules: SplittingRules,
): Promise<Outcome<{ name: string; status?: string; rule?: SplittingRule }>> {
	if (name !== undefined && ruleId !== undefined) {
		const rule = await rules.of(dify, id, ruleId);
		return rule.fault ? rule : { value: { name, status, rule: rule.value } };
	}
	const asked = await fetchDocument(dify, knowledgeBaseId, id);
	if (asked.fault) return asked;
	const { name: told, display_status } = asked.value;
	return {
		value: { name: textOf(told) ?? id, status: textOf(display_status), rule: ruleOf(asked.value) },
	};
}

function markdownName(name: string): string {
	return safeFileName(/\.(md|markdown)$/i.test(name) ? name : `${safeFileName(name)}.md`);
}
