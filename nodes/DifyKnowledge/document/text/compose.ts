import type { Chunk } from './chunks';
import { sharedLength } from './overlap';
import type { SplittingRule } from './splittingRules';

/** What each chunk adds to the text of a document: joined, they are the text. */
export function composed(chunks: Chunk[], rule?: SplittingRule): string[] {
	return chunks.map((chunk, index) => pieceOf(chunk, chunks[index - 1], rule));
}

/**
 * What a chunk adds to the text that ends with the one before it. What the two share at their border
 * stands there once where that is sure.
 */
export function pieceOf(chunk: Chunk, previous?: Chunk, rule?: SplittingRule): string {
	const text = wordsOf(chunk);
	if (!previous) return text;
	const shared = chunk.answer === undefined ? sharedLength(previous, chunk, rule) : 0;
	return shared > 0 ? text.slice(shared) : `\n\n${text}`;
}

function wordsOf({ content, answer }: Chunk): string {
	return answer === undefined ? content.trimEnd() : `Q: ${content.trim()}\n\nA: ${answer.trim()}`;
}
