import { inflateRawSync } from 'node:zlib';

import fc from 'fast-check';

import type { Chunk } from '../../../../../nodes/DifyKnowledge/document/text/chunks';
import { composed } from '../../../../../nodes/DifyKnowledge/document/text/compose';
import { MarkdownFile } from '../../../../../nodes/DifyKnowledge/document/text/markdownFile';
import { chunksOf } from './chunksOf';

const rule = { mostTokens: 20, overlapTokens: 8 };

async function textOf(name: string, chunks: Chunk[]): Promise<string> {
	const file = new MarkdownFile(name, rule);
	for (const chunk of chunks) file.add(chunk);
	const { entry, data } = await file.end('a.md');
	const content = Buffer.concat(data);
	return (entry.method === 8 ? inflateRawSync(content) : content).toString();
}

test('has the name as its title, in one line', async () => {
	expect(await textOf('Team\nhandbook', chunksOf(['Welcome.', 'Bye.\n']))).toBe(
		'# Team handbook\n\nWelcome.\n\nBye.\n',
	);
	expect(await textOf('Empty', chunksOf(['', ' ']))).toBe('# Empty\n');
});

test('is the composed text, whatever chunks there are', async () => {
	const word = fc.constantFrom(
		'Questions go to the office. ',
		'a',
		'\n',
		' ',
		'代わりの人を決める。',
	);
	const content = fc.array(word, { maxLength: 6 }).map((words) => words.join(''));
	await fc.assert(
		fc.asyncProperty(fc.array(content, { maxLength: 6 }), async (contents) => {
			const chunks = chunksOf(contents);
			const text = composed(chunks, rule).join('').trimEnd();
			const whole = text === '' ? '# a\n' : `# a\n\n${composed(chunks, rule).join('').trimEnd()}\n`;
			expect(await textOf('a', chunks)).toBe(whole);
		}),
	);
});

test('is written while chunks come, and what is written is held deflated', async () => {
	const file = new MarkdownFile('a');
	const content = 'A line of a table. '.repeat(1000);
	for (let position = 1; position <= 1000; position++) {
		file.add({ ...chunksOf([content])[0], position });
		await file.room();
	}
	const { entry, data } = await file.end('a.md');
	expect(entry.bytes).toBeGreaterThan(18_000_000);
	expect(Buffer.concat(data).length).toBeLessThan(200_000);
});

test('tells when a chunk comes that belongs further to the front', () => {
	const file = new MarkdownFile('a');
	const [first, second] = chunksOf(['one', 'two']);
	file.add(second);
	expect(file.isInOrder).toBe(true);
	file.add(first);
	expect(file.isInOrder).toBe(false);
	file.add({ ...second, position: 3 });
	expect(file).toMatchObject({ isInOrder: false, count: 1 });
});
