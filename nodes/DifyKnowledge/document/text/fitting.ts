import type { Chunk } from './chunks';
import type { DocumentText } from './documentText';

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
