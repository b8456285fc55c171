import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { sampleKnowledgeBase, samplePage } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';

const bench = useDify();
let knowledgeBase: KnowledgeBase;

const long = { name: 'long', chunks: Array.from({ length: 250 }, (_, i) => `chunk ${i + 1}`) };

beforeAll(() => {
	knowledgeBase = bench.dify.addKnowledgeBase({
		...sampleKnowledgeBase(),
		documents: [
			samplePage(),
			{ name: 'notes.txt', content: 'plain text' },
			{
				name: 'questions.csv',
				docForm: 'qa_model',
				chunks: [
					{ content: 'Who?', answer: 'We.' },
					{ content: 'When?', answer: 'Now.', enabled: false },
				],
			},
			{
				name: 'parents.md',
				docForm: 'hierarchical_model',
				chunks: [{ content: 'One. Two.', children: ['One.', 'Two.'] }],
			},
			{ name: 'reading.pdf', displayStatus: 'indexing' },
			long,
		],
	});
});

const textOf = async (name: string, options: object = {}, more: object = {}) =>
	await bench.run(
		{
			operation: 'getText',
			knowledgeBaseId: knowledgeBase.id,
			documentId: knowledgeBase.documents.find((one) => one.name === name)!.id,
			options: options as never,
		},
		more,
	);

test('gives the text of a page of Notion, with what its chunks share once', async () => {
	const { items, error } = await textOf('Team handbook');
	expect(error).toBeUndefined();
	expect(items).toEqual([
		{
			json: {
				documentId: knowledgeBase.documents[0].id,
				name: 'Team handbook',
				text: [
					'# Welcome',
					'This handbook tells how we work.',
					'Questions go to the office, room 12.',
					'## Working hours',
					'We meet at 10:00 every Monday.',
					'## 休暇',
					'休暇は2週間前に申請してください。',
				].join('\n\n'),
				truncated: false,
			},
			pairedItem: { item: 0 },
		},
	]);
	expect(bench.asked('document')).toHaveLength(1);
	expect(bench.asked('segments')).toHaveLength(1);
});

test.each([
	['notes.txt', 'plain text'],
	['questions.csv', 'Q: Who?\n\nA: We.\n\nQ: When?\n\nA: Now.'],
	['parents.md', 'One. Two.'],
])('gives the text of %s', async (name, text) => {
	const { items } = await textOf(name);
	expect(items[0].json).toMatchObject({ name, text, truncated: false });
});

test('Leave Out Disabled Chunks leaves them out', async () => {
	const { items } = await textOf('questions.csv', { leaveOutDisabledChunks: true });
	expect(items[0].json.text).toBe('Q: Who?\n\nA: We.');
});

test('Include Chunks adds them by the names of the API', async () => {
	const { items } = await textOf('questions.csv', { includeChunks: true });
	expect(items[0].json.chunks).toEqual([
		{ position: 1, content: 'Who?', answer: 'We.', enabled: true, keywords: [], hit_count: 0 },
		{ position: 2, content: 'When?', answer: 'Now.', enabled: false, keywords: [], hit_count: 0 },
	]);
	const page = await textOf('Team handbook', { includeChunks: true });
	expect(page.items[0].json.chunks).toContainEqual(
		expect.objectContaining({ position: 3, keywords: ['休暇', '申請'], hit_count: 3 }),
	);
});

test('a document of many chunks comes whole, in order', async () => {
	const { items } = await textOf('long');
	expect(items[0].json.text).toBe(long.chunks.join('\n\n'));
	expect(bench.asked('segments').map(({ query }) => query.page)).toEqual(['1', '2', '3']);
});

describe('Maximum Characters', () => {
	test('cuts at the border of a chunk and says so, with the chunks that are in the text', async () => {
		const { items } = await textOf('long', { maximumCharacters: 30, includeChunks: true });
		expect(items[0].json).toMatchObject({ text: 'chunk 1\n\nchunk 2\n\nchunk 3', truncated: true });
		expect(items[0].json.chunks).toHaveLength(3);
		expect(bench.asked('segments')).toHaveLength(1);
	});

	test('reads on where the first chunks are not enough', async () => {
		const { items } = await textOf('long', { maximumCharacters: 1500 });
		const { text } = items[0].json as { text: string };
		expect(text.length).toBeGreaterThan(1480);
		expect(text.length).toBeLessThanOrEqual(1500);
	});

	test('gives a part of the first chunk where not even that fits', async () => {
		const { items } = await textOf('notes.txt', { maximumCharacters: 5 });
		expect(items[0].json).toMatchObject({ text: 'plain', truncated: true });
	});

	test('is no limit when it is 0, and nothing is cut where all fits', async () => {
		const { items } = await textOf('long', { maximumCharacters: 0 });
		expect(items[0].json.truncated).toBe(false);
		const fits = await textOf('notes.txt', { maximumCharacters: 10 });
		expect(fits.items[0].json).toMatchObject({ text: 'plain text', truncated: false });
	});

	test('is 30,000 for an agent, unless it is told otherwise', async () => {
		const text = 'a'.repeat(20_000);
		const { id, documents } = bench.dify.addKnowledgeBase({
			name: 'Large',
			documents: [{ name: 'large', chunks: [text, text] }],
		});
		const lengthFor = async (options: object, asTool: boolean) => {
			const parameters = {
				operation: 'getText',
				knowledgeBaseId: id,
				documentId: documents[0].id,
				options: options as never,
			};
			const { items } = await bench.run(parameters, { asTool });
			return [(items[0].json.text as string).length, items[0].json.truncated];
		};
		expect(await lengthFor({}, true)).toEqual([20_000, true]);
		expect(await lengthFor({ maximumCharacters: 0 }, true)).toEqual([40_002, false]);
		expect(await lengthFor({}, false)).toEqual([40_002, false]);
	});

	test('that is no whole number is refused before any request', async () => {
		const { error } = await textOf('long', { maximumCharacters: 1.5 });
		expect(error?.message).toBe("'Maximum Characters' is not a whole number from 0 up");
		expect(bench.dify.requests).toEqual([]);
	});
});

test('each input item gives the text of its own document', async () => {
	const [, notes, , parents] = knowledgeBase.documents;
	const { items } = await bench.run(
		{
			operation: 'getText',
			knowledgeBaseId: knowledgeBase.id,
			documentId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		},
		{ items: [{ json: { id: notes.id } }, { json: { id: parents.id } }] },
	);
	expect(items.map(({ json, pairedItem }) => [json.text, pairedItem])).toEqual([
		['plain text', { item: 0 }],
		['One. Two.', { item: 1 }],
	]);
});

describe('is refused in a sentence', () => {
	test('while Dify reads the document', async () => {
		const { error } = await textOf('reading.pdf');
		expect(error?.message).toBe('Dify has not finished reading the document');
		expect(error?.description).toContain('its status is indexing');
	});

	test('where the embedding model is missing', async () => {
		knowledgeBase.embeddingModelMissing = true;
		const { error } = await textOf('notes.txt');
		knowledgeBase.embeddingModelMissing = false;
		expect(error?.message).toBe(
			'Dify does not hand out the text: the embedding model is not available',
		);
	});

	test('for a document of another knowledge base', async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Other' });
		const { error } = await bench.run({
			operation: 'getText',
			knowledgeBaseId: id,
			documentId: knowledgeBase.documents[0].id,
		});
		expect(error?.message).toBe('The document is not in this knowledge base');
	});
});
