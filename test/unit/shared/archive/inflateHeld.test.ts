import fc from 'fast-check';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';

import { inflateHeld } from '../../../../nodes/shared/archive/inflateHeld';
import { bytesOf } from '../../../sandbox/content';

const damage = () => new Error('damaged');
const WORDS = 'the quick brown fox 報告書 über jumps, 12.50 € \n'.repeat(2000);

const content = fc.oneof(
	fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
	fc.nat(40_000).map((bytes) => bytesOf({ bytes, seed: bytes })),
	fc.nat(40_000).map((length) => Buffer.from(WORDS).subarray(0, length)),
	fc.nat(40_000).map((length) => Buffer.from(bytesOf({ bytes: length, seed: 1 }).toString('hex'))),
	fc.nat(40_000).map((length) => Buffer.alloc(length, 'ab')),
);
const options = fc.record({
	level: fc.integer({ min: 0, max: 9 }),
	memLevel: fc.integer({ min: 1, max: 9 }),
	strategy: fc.constantFrom(
		constants.Z_DEFAULT_STRATEGY,
		constants.Z_FILTERED,
		constants.Z_HUFFMAN_ONLY,
		constants.Z_RLE,
		constants.Z_FIXED,
	),
});
const damages = fc.array(fc.record({ at: fc.nat(), byte: fc.nat(255) }), { maxLength: 3 });

/** Most of what so many bytes of Deflate data can become. */
function mostOf(compressed: Buffer): number {
	return 1032 * (compressed.length + 1);
}

function outcomeOf(inflating: () => Buffer): string {
	try {
		return inflating().toString('latin1');
	} catch {
		return 'damaged';
	}
}

/** A number of so many bits, as Deflate data has it: the lowest bit first. */
function bits(value: number, count: number): string {
	return [...value.toString(2).padStart(count, '0')].reverse().join('');
}

/** Data of an empty file in one block, with codes of its own: so many literals, and one distance. */
function emptyBlock(literals: number, lengthsOfLengths: Record<number, number>, lengths: string) {
	const order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
	const told = order.map((symbol) => bits(lengthsOfLengths[symbol] ?? 0, 3)).join('');
	const endOfBlock = '0';
	const all = `1${bits(2, 2)}${bits(literals - 257, 5)}${bits(0, 5)}${bits(15, 4)}${told}${lengths}${endOfBlock}`;
	const bytes = all.match(/.{1,8}/g) ?? [];
	return Buffer.from(bytes.map((byte) => parseInt([...byte].reverse().join(''), 2)));
}

const zeros = (code: string, count: number) => code + bits(count - 11, 7);
const blocks: Array<[what: string, isRead: boolean, block: Buffer]> = [
	[
		'two codes of one bit each',
		true,
		emptyBlock(257, { 1: 1, 18: 1 }, `${zeros('1', 138)}${zeros('1', 118)}00`),
	],
	[
		'lengths by a code of which codes are missing',
		false,
		emptyBlock(257, { 1: 2, 18: 2 }, `${zeros('01', 138)}${zeros('01', 118)}0000`),
	],
	[
		'a repeat of nothing',
		false,
		emptyBlock(
			257,
			{ 1: 1, 16: 2, 18: 2 },
			`10${bits(3, 2)}${zeros('11', 138)}${zeros('11', 112)}00`,
		),
	],
	[
		'more literals than there are',
		false,
		emptyBlock(287, { 1: 1, 18: 1 }, `${zeros('1', 138)}${zeros('1', 118)}0${zeros('1', 30)}0`),
	],
];

describe('Inflating what is in memory', () => {
	it('gives back whatever zlib has compressed, and passes over bytes behind it', () => {
		fc.assert(
			fc.property(content, options, fc.nat(9), (file, how, behind) => {
				const compressed = Buffer.concat([deflateRawSync(file, how), Buffer.alloc(behind, 'x')]);
				const inflated = inflateHeld(compressed, file.length + 1, damage);
				expect(inflated.equals(file)).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});

	it('finds damaged what zlib finds damaged, and reads what zlib reads', () => {
		let damaged = 0;
		fc.assert(
			fc.property(content, options, damages, fc.nat(), (file, how, wrong, cut) => {
				const whole = deflateRawSync(file.subarray(0, 2000), how);
				const compressed = whole.subarray(0, cut % 2 ? whole.length : cut % (whole.length + 1));
				for (const { at, byte } of wrong) {
					// Most often in the head of the first block, which tells its codes.
					if (compressed.length > 0) compressed[at % Math.min(compressed.length, 90)] = byte;
				}
				const ours = outcomeOf(() => inflateHeld(compressed, mostOf(compressed), damage));
				const theirs = outcomeOf(() => inflateRawSync(compressed));
				expect(ours === theirs).toBe(true);
				if (theirs === 'damaged') damaged++;
			}),
			{ numRuns: 1000 },
		);
		expect(damaged).toBeGreaterThan(150);
	});

	it('reads what random bits say as zlib does', () => {
		fc.assert(
			fc.property(fc.uint8Array({ minLength: 1, maxLength: 60 }), (bytes) => {
				const compressed = Buffer.from(bytes);
				const ours = outcomeOf(() => inflateHeld(compressed, mostOf(compressed), damage));
				expect(ours === outcomeOf(() => inflateRawSync(compressed))).toBe(true);
			}),
			{ numRuns: 1000 },
		);
	});

	it.each(blocks)('takes a block with %s as zlib does', (_, isRead, block) => {
		expect(outcomeOf(() => inflateRawSync(block))).toBe(isRead ? '' : 'damaged');
		expect(outcomeOf(() => inflateHeld(block, 100, damage))).toBe(isRead ? '' : 'damaged');
	});

	it.each([0, 1, 6])('gives as many bytes as are wanted of a longer file (level %i)', (level) => {
		for (const file of [Buffer.from(WORDS), bytesOf({ bytes: 70_000, seed: 1 })]) {
			const compressed = deflateRawSync(file, { level });
			for (const most of [0, 1, 259, 65_536]) {
				expect(inflateHeld(compressed, most, damage).equals(file.subarray(0, most))).toBe(true);
			}
		}
	});
});
