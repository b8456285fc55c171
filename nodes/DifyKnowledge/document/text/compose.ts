import type { Chunk } from './chunks';
import { sharedLength, type SplittingRule } from './overlap';

/**
 * What each chunk adds to the text of a document: joined, they are the text. What two neighbours
 * share at their border stands there once where that is sure.
 */
export function composed(chunks: Chunk[], rule?: SplittingRule): string[] {
	return chunks.map((chunk, index) => {
		const text = wordsOf(chunk);
		if (index === 0) return text;
		const shared = chunk.answer === undefined ? sharedLength(chunks[index - 1], chunk, rule) : 0;
		return shared > 0 ? text.slice(shared) : `\n\n${text}`;
	});
}

function wordsOf({ content, answer }: Chunk): string {
	return answer === undefined ? content.trimEnd() : `Q: ${content.trim()}\n\nA: ${answer.trim()}`;
}

/** A document as a Markdown file: its name as the title, then its text. */
export function markdownOf(name: string, pieces: string[]): string {
	return `${[`# ${name.replace(/\s+/g, ' ').trim()}`, pieces.join('')].join('\n\n').trimEnd()}\n`;
}
