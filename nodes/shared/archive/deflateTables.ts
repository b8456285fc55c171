import { HuffmanCode } from './huffman';

/** What a symbol stands for: the first of some numbers, and how many bits tell which one. */
export interface Range {
	first: number;
	bits: number;
}

/** The ranges of RFC 1951, 3.2.5: each begins where the one before ends. */
function ranges(first: number, count: number, bitsOf: (place: number) => number): Range[] {
	let next = first;
	return Array.from({ length: count }, (_, place) => {
		const range = { first: next, bits: bitsOf(place) };
		next += 1 << range.bits;
		return range;
	});
}

export const LENGTHS = [
	...ranges(3, 28, (place) => Math.max((place >> 2) - 1, 0)),
	{ first: 258, bits: 0 },
];
export const DISTANCES = ranges(1, 30, (place) => Math.max((place >> 1) - 1, 0));

/** In which order a block tells the lengths of the codes by which it tells the lengths of its codes. */
export const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/** Symbols below are bytes, those above lengths. */
export const END_OF_BLOCK = 256;

/** The two codes of a block. */
export interface Codes {
	literals: HuffmanCode;
	distances: HuffmanCode;
}

/** RFC 1951, 3.2.6. */
export const FIXED: Codes = {
	literals: new HuffmanCode(
		new Uint8Array(288).fill(8, 0, 144).fill(9, 144, 256).fill(7, 256, 280).fill(8, 280),
	),
	distances: new HuffmanCode(new Uint8Array(32).fill(5)),
};

/** Codes whose symbols are lengths of codes, or repeat them: 16 the one before, 17 and 18 zeros. */
export const REPEATS: Record<number, Range> = {
	16: { first: 3, bits: 2 },
	17: { first: 3, bits: 3 },
	18: { first: 11, bits: 7 },
};
