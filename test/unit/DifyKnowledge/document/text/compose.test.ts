import fc from 'fast-check';

import type { Chunk } from '../../../../../nodes/DifyKnowledge/document/text/chunks';
import { composed } from '../../../../../nodes/DifyKnowledge/document/text/compose';
import { longestEnd } from '../../../../../nodes/DifyKnowledge/document/text/overlap';
import { chunksOf } from './chunksOf';

const rule = { mostTokens: 20, overlapTokens: 8 };

const textOf = (chunks: Chunk[], by = rule) => composed(chunks, by).join('');

const border = 'Questions go to the office.';
const overlapping = [`We work here.\n${border}`, `${border}\nWe meet on Mondays.`];
const once = `We work here.\n${border}\nWe meet on Mondays.`;
const twice = overlapping.join('\n\n');

test('what two neighbours share at their border stands there once', () => {
	expect(textOf(chunksOf(overlapping))).toBe(once);
	const japanese = [
		'休暇は二週間前に申請する。代わりの人を決める。',
		'代わりの人を決める。鍵は受付に返す。',
	];
	expect(textOf(chunksOf(japanese))).toBe(
		'休暇は二週間前に申請する。代わりの人を決める。鍵は受付に返す。',
	);
});

describe('it stands there twice, rather than cut, where it is not sure:', () => {
	test('the rule is not known', () => {
		expect(composed(chunksOf(overlapping)).join('')).toBe(twice);
	});

	test('chunks of this knowledge base do not overlap', () => {
		expect(textOf(chunksOf(overlapping), { mostTokens: 20, overlapTokens: 0 })).toBe(twice);
	});

	test('both would have fitted into one chunk, so that they are paragraphs of their own', () => {
		expect(textOf(chunksOf(overlapping, { tokens: 9 }))).toBe(twice);
	});

	test('Dify has not counted their tokens', () => {
		expect(textOf(chunksOf(overlapping, { tokens: 0 }))).toBe(twice);
	});

	test('it has more words than Dify repeats', () => {
		expect(textOf(chunksOf(overlapping), { mostTokens: 20, overlapTokens: 4 })).toBe(twice);
	});

	test('it is so short that it may be chance', () => {
		expect(textOf(chunksOf(['Is it so? Yes.', 'Yes. It is.']))).toBe(
			'Is it so? Yes.\n\nYes. It is.',
		);
	});

	test('it is the whole of the next chunk', () => {
		expect(textOf(chunksOf([`We work.\n${border}`, border]))).toBe(
			`We work.\n${border}\n\n${border}`,
		);
	});

	test('it repeats itself, so that nobody can tell how often it was there', () => {
		const rows = '| 0 | 0 |\n| 0 | 0 |';
		expect(textOf(chunksOf([`a\n${rows}`, `${rows}\nb`]))).toBe(`a\n${rows}\n\n${rows}\nb`);
	});

	test('it begins in the middle of a word', () => {
		const parts = ['a Questions go there.', 'uestions go there. b'];
		expect(textOf(chunksOf(parts))).toBe(parts.join('\n\n'));
	});

	test('a chunk between the two is left out', () => {
		const [first, , third] = chunksOf([overlapping[0], 'between', overlapping[1]]);
		expect(textOf([first, third])).toBe(twice);
	});
});

test('nothing that is in a chunk is missing in the text, whatever chunks there are', () => {
	const words = fc.stringOf(fc.constantFrom('go ', 'office. ', 'We ', '代わりの人を', 'a', '\n'), {
		minLength: 1,
		maxLength: 12,
	});
	fc.assert(
		fc.property(fc.array(words, { maxLength: 6 }), (contents) => {
			const text = textOf(chunksOf(contents));
			for (const content of contents) expect(text).toContain(content.trimEnd());
		}),
	);
});

test('the longest text that two chunks share is found', () => {
	const parts = fc.stringOf(fc.constantFrom('a', 'b', ' '), { minLength: 12, maxLength: 60 });
	const unbounded = { mostTokens: 1, overlapTokens: 1_000_000 };
	fc.assert(
		fc.property(parts, parts, parts, (start, border, end) => {
			const [before, after] = [`${start}. ${border}`.trimEnd(), `${border}${end}`];
			const [, piece] = composed(chunksOf([before, after]), unbounded);
			const lengths = Array.from({ length: Math.min(before.length, after.length) - 1 });
			const shared = lengths.map((_, i) => i + 1).filter((n) => before.endsWith(after.slice(0, n)));
			const kept = piece.startsWith('\n\n') ? 0 : after.trimEnd().length - piece.length;
			expect([0, Math.max(0, ...shared)]).toContain(kept);
		}),
	);
});

/** A text that counts how often one of its characters is looked at. */
function counted(text: string, looks: { count: number }): ArrayLike<string> {
	return new Proxy([...text], {
		get(characters, key) {
			if (key !== 'length') looks.count++;
			return Reflect.get(characters, key) as unknown;
		},
	});
}

test.each([
	['one character alone', 'a'.repeat(1000), 'a'.repeat(1000), 1000],
	['one that is missed at the end', `${'a'.repeat(999)}b`, 'a'.repeat(1000), 0],
	['one that is missed again and again', 'aaaab'.repeat(200), 'a'.repeat(1000), 0],
	['what is repeated but for its end', 'ab'.repeat(500), `${'ab'.repeat(499)}ac`, 998],
])(
	'however long what two chunks share is, each character is looked at a few times: %s',
	(_name, end, beginning, length) => {
		const looks = { count: 0 };
		expect(longestEnd(counted(end, looks), counted(beginning, looks))).toBe(length);
		expect(looks.count).toBeLessThan(8 * (end.length + beginning.length));
	},
);

test('questions come with their answers', () => {
	const [chunk] = chunksOf(['Who?'], { answer: 'We.' });
	expect(textOf([chunk, { ...chunk, position: 2 }])).toBe('Q: Who?\n\nA: We.\n\nQ: Who?\n\nA: We.');
});
