import { faultFor } from '../../../shared/http/request';
import type { Service } from '../../../shared/http/service';
import type { Outcome } from '../../../shared/messages/fault';
import { chunksPath, fetchChunks, type Chunk } from './chunks';
import { composed } from './compose';
import type { SplittingRule } from './overlap';

/** Dify has not read these documents to the end, or not at all. */
const UNFINISHED = ['queuing', 'indexing', 'paused', 'error'];

/** A document, as far as its text depends on it. */
export interface TextSource {
	knowledgeBaseId: string;
	documentId: string;
	/** Its display_status, where it is known. */
	status?: string;
	/** How its text was cut into chunks, where it is known. */
	rule?: SplittingRule;
	leavesOutDisabled: boolean;
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
	const { knowledgeBaseId, documentId, status = '', rule, leavesOutDisabled } = source;
	const path = chunksPath(knowledgeBaseId, documentId);
	if (UNFINISHED.includes(status)) {
		const said = `its status is ${status}`;
		return { fault: faultFor(dify, { symptom: 'TEXT_UNFINISHED', said, url: dify.root + path }) };
	}
	const fetched = await fetchChunks(dify, path, most);
	if (fetched.fault) return fetched;
	const { isCut } = fetched.value;
	const chunks = fetched.value.chunks.filter(({ enabled }) => enabled || !leavesOutDisabled);
	return { value: { chunks, pieces: composed(chunks, rule), isCut } };
}

/** As much of a text as fits, to the border of a chunk; of the first one, if need be, a part. */
export function fitting(
	{ chunks, pieces, isCut }: DocumentText,
	mostCharacters: number,
): { chunks: Chunk[]; text: string; isTruncated: boolean } {
	let text = '';
	let count = 0;
	while (count < pieces.length && text.length + pieces[count].length <= mostCharacters) {
		text += pieces[count++];
	}
	const isTruncated = isCut || count < pieces.length;
	if (count === 0 && pieces.length > 0) {
		return {
			chunks: chunks.slice(0, 1),
			text: beginningOf(pieces[0], mostCharacters),
			isTruncated,
		};
	}
	return { chunks: chunks.slice(0, count), text, isTruncated };
}

/** Not between the two halves of a character. */
function beginningOf(text: string, length: number): string {
	const isHalf = /[\uD800-\uDBFF]/.test(text.charAt(length - 1));
	return text.slice(0, isHalf ? length - 1 : length);
}
