import type { Service } from '../../../shared/http/service';
import { faultOf, type Fault, type Outcome } from '../../../shared/messages/fault';
import type { Turn } from '../../../shared/concurrency';
import { chunksPath, fetchChunks, passChunks, type Chunk } from './chunks';
import { composed } from './compose';
import { MarkdownFile } from './markdownFile';
import { UNFINISHED } from '../filters/status';
import type { SplittingRule } from './splittingRules';

/** A document, as far as its text depends on it. */
export interface TextSource {
	knowledgeBaseId: string;
	documentId: string;
	/** Its display_status, where it is known. */
	status?: string;
	/** How its text was cut into chunks, where it is known. */
	rule?: SplittingRule;
	leavesOutDisabled: boolean;
	/** When its chunks are fetched; at once when left out. */
	inTurn?: Turn;
}

/** The text of a document, chunk by chunk. */
export interface DocumentText {
	chunks: Chunk[];
	/** What each chunk adds to the text. */
	pieces: string[];
	/** Whether there is more of it than was asked for. */
	isCut: boolean;
}

/**
 * Fetches the text of a document of any kind: what Dify has indexed, which for a file is not the
 * same as its original.
 *
 * @param most how many chunks are wanted; all when left out
 */
export async function fetchText(
	dify: Service,
	source: TextSource,
	most?: number,
): Promise<Outcome<DocumentText>> {
	const fault = unfinished(dify, source);
	if (fault) return { fault };
	const { rule, inTurn } = source;
	const fetched = await fetchChunks(dify, pathOf(source), { most, inTurn });
	if (fetched.fault) return fetched;
	const { isCut } = fetched.value;
	const chunks = fetched.value.chunks.filter((chunk) => isWanted(chunk, source));
	return { value: { chunks, pieces: composed(chunks, rule), isCut } };
}

/** Fetches a text as a Markdown file, without holding its chunks. */
export async function fetchMarkdown(
	dify: Service,
	source: TextSource,
	title: string,
): Promise<Outcome<MarkdownFile>> {
	const fault = unfinished(dify, source);
	if (fault) return { fault };
	const file = new MarkdownFile(title, source.rule);
	const { inTurn = async (work) => await work() } = source;
	const passed = await passChunks(dify, pathOf(source), {
		take: (chunk) => {
			if (isWanted(chunk, source)) file.add(chunk);
		},
		async inTurn(work) {
			await file.room();
			return await inTurn(work);
		},
	});
	if (!passed.fault && file.isInOrder) return { value: file };
	await file.drop();
	return passed.fault ? passed : await gatheredMarkdown(dify, source, title);
}

/** The same where chunks do not come in order, so that all have to be there before the first one is written. */
async function gatheredMarkdown(
	dify: Service,
	source: TextSource,
	title: string,
): Promise<Outcome<MarkdownFile>> {
	const text = await fetchText(dify, source);
	if (text.fault) return text;
	const file = new MarkdownFile(title, source.rule);
	for (const chunk of text.value.chunks) file.add(chunk);
	return { value: file };
}

function unfinished(dify: Service, source: TextSource): Fault | undefined {
	const { status = '' } = source;
	if (!UNFINISHED.includes(status)) return undefined;
	const said = `its status is ${status}`;
	return faultOf(dify, { symptom: 'TEXT_UNFINISHED', said, url: dify.root + pathOf(source) });
}

function pathOf({ knowledgeBaseId, documentId }: TextSource): string {
	return chunksPath(knowledgeBaseId, documentId);
}

function isWanted({ enabled }: Chunk, { leavesOutDisabled }: TextSource): boolean {
	return enabled || !leavesOutDisabled;
}
