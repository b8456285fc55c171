import { fixedLength, MAX_UINT16 } from './format';

/**
 * What may stand behind an archive: zero bytes that fill the last block (libarchive), and line ends,
 * blanks and ^Z of transfers that take it for text. Ordinary readers pass over them.
 */
const PADDING = [0x00, 0x09, 0x0a, 0x0d, 0x1a, 0x20];
const isPadding = Array.from({ length: 256 }, (_, byte) => PADDING.includes(byte));

/** With a name, extra fields and a comment as long as they can be. */
export const LONGEST_CENTRAL_HEADER = fixedLength.centralDirectoryHeader + 3 * MAX_UINT16;

/** More of it in a row cannot stand between two signatures of a directory, nor in a comment. */
export const LONGEST_PADDING_INSIDE = LONGEST_CENTRAL_HEADER - 4;

/** Length of `bytes` without the padding at its end. */
export function unpaddedLength(bytes: Buffer): number {
	let length = bytes.length;
	while (length > 0 && isPadding[bytes[length - 1]]) length--;
	return length;
}

/** Counts the padding at the end of what passes by. */
export class TrailingPadding {
	private bytes = 0;

	/** @returns how much of a chunk may belong to an archive: not the padding that is too long for it */
	see(chunk: Buffer): number {
		const unpadded = unpaddedLength(chunk);
		const before = unpadded === 0 ? this.bytes : 0;
		this.bytes = before + chunk.length - unpadded;
		return Math.min(chunk.length, unpadded + Math.max(LONGEST_PADDING_INSIDE - before, 0));
	}

	/** Whether nothing else has passed by for so many bytes. */
	isAll(bytes: number): boolean {
		return bytes <= this.bytes;
	}
}
