import type { Chunk } from './chunks';
import type { SplittingRule } from './splittingRules';

/** What is shorter may be the same by chance. */
const SHORTEST = 10;
/** Longer words than any language has, so that only what cannot be an overlap is not looked at. */
const MOST_CHARACTERS_PER_TOKEN = 20;

/**
 * How many characters at the beginning of a chunk are those at the end of the one before it, where
 * that is sure; else 0, and both are kept whole rather than cut.
 *
 * Dify repeats only where a paragraph was too long for one chunk: then the two have more tokens
 * together than one chunk may have. It repeats whole pieces of text (lines, sentences, words), no
 * more of them than the overlap allows (Dify 1.14, FixedRecursiveCharacterTextSplitter).
 */
export function sharedLength(previous: Chunk, next: Chunk, rule?: SplittingRule): number {
	const couldShare =
		rule !== undefined &&
		rule.overlapTokens > 0 &&
		next.position === previous.position + 1 &&
		previous.tokens > 0 &&
		next.tokens > 0 &&
		previous.tokens + next.tokens > rule.mostTokens;
	if (!couldShare) return 0;
	const before = previous.content.trimEnd();
	const length = longestShared(before, next.content, rule.overlapTokens);
	const shared = next.content.slice(0, length);
	const isSure =
		length >= SHORTEST &&
		beginsAPiece(before, length) &&
		leastTokens(shared) <= rule.overlapTokens &&
		!isRepetition(shared);
	return isSure ? length : 0;
}

/** A chunk is never the whole of what is repeated: it has some text of its own. */
function longestShared(before: string, after: string, overlapTokens: number): number {
	const most = Math.min(
		before.length - 1,
		after.length - 1,
		overlapTokens * MOST_CHARACTERS_PER_TOKEN,
	);
	return most < SHORTEST ? 0 : longestEnd(before.slice(-most), after.slice(0, most));
}

/**
 * The length of the longest end of one text that the other begins with, found by looking at each
 * character a few times (Knuth, Morris and Pratt). To compare each length anew would keep n8n busy
 * for hours where a chunk is one character a million times.
 */
export function longestEnd(of: ArrayLike<string>, beginning: ArrayLike<string>): number {
	const borders = bordersOf(beginning);
	let length = 0;
	for (let at = 0; at < of.length; at++) {
		const character = of[at];
		while (length > 0 && beginning[length] !== character) length = borders[length - 1];
		if (beginning[length] === character) length++;
	}
	return length;
}

/** For each beginning of a text, how much of it is its end as well. */
function bordersOf(text: ArrayLike<string>): Uint32Array {
	const borders = new Uint32Array(text.length);
	let length = 0;
	for (let at = 1; at < text.length; at++) {
		const character = text[at];
		while (length > 0 && text[length] !== character) length = borders[length - 1];
		if (text[length] === character) length++;
		borders[at] = length;
	}
	return borders;
}

/** Whether the end of a text begins where a line, a sentence or a word does. */
function beginsAPiece(text: string, endLength: number): boolean {
	return /[\s\p{P}\p{S}]$/u.test(text.slice(0, -endLength));
}

/** At least one token a word; of scripts without spaces, at least one for two characters. */
function leastTokens(text: string): number {
	const others = text.match(
		/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu,
	);
	return Math.max(text.split(/\s+/).filter(Boolean).length, Math.floor((others?.length ?? 0) / 2));
}

/** Of a text that repeats itself, such as rows of zeros, it cannot be told how much was shared. */
function isRepetition(text: string): boolean {
	const half = text.slice(0, Math.ceil(text.length / 2));
	return text.endsWith(half);
}
