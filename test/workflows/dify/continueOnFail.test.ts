import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { useDify } from '../engine/dify';

const bench = useDify();
const NOT_FOUND = 'The knowledge base was not found';
let good: KnowledgeBase;

beforeAll(() => {
	good = bench.dify.addKnowledgeBase({ name: 'Good', documents: [{ name: 'a.txt' }] });
});

const input = () => [
	{ json: { base: good.id, mark: 1 } },
	{ json: { base: madeUpUuid('gone'), mark: 2 } },
	{ json: { base: good.id, mark: 3 } },
];
const parameters = (operation: string) => ({
	operation,
	knowledgeBaseId: '={{ $json.base }}',
	selection: 'all',
	documentId: good.documents[0].id,
});

/** Agents' tools go another way through n8n than a node that lists by itself. */
describe.each([
	['list', {}],
	['list', { asTool: true }],
	['downloadZip', {}],
	['downloadFiles', {}],
	['getDownloadUrl', {}],
])('%s %j', (operation, way) => {
	test('stops the workflow with the message and the number of the input item', async () => {
		const { error, items } = await bench.run(parameters(operation), { items: input(), ...way });
		expect(error?.message).toBe(NOT_FOUND);
		expect(error?.context).toMatchObject({ itemIndex: 1 });
		expect(items).toEqual([]);
	});

	test('goes on with Continue: the message stands where the result would be, paired', async () => {
		const { items, error } = await bench.run(parameters(operation), {
			items: input(),
			onError: 'continueRegularOutput',
			...way,
		});
		expect(error).toBeUndefined();
		expect(items.map(({ json, pairedItem }) => [json.error, JSON.stringify(pairedItem)])).toEqual([
			[undefined, expect.stringContaining('"item":0')],
			[NOT_FOUND, expect.stringContaining('"item":1')],
			[undefined, expect.stringContaining('"item":2')],
		]);
		expect(items[1].json.message).toMatch(/^Check 'Knowledge Base'/);
	});

	test('routes it to the Error output, next to the fields of its input item', async () => {
		const { items, errorItems, error } = await bench.run(parameters(operation), {
			items: input(),
			onError: 'continueErrorOutput',
			...way,
		});
		expect(error).toBeUndefined();
		expect(items).toHaveLength(2);
		expect(errorItems).toHaveLength(1);
		expect(errorItems[0].json).toMatchObject({ error: NOT_FOUND, mark: 2 });
		expect(JSON.stringify(errorItems[0].pairedItem)).toContain('"item":1');
	});

	test('treats what was entered wrong the same', async () => {
		const { items, errorItems } = await bench.run(parameters(operation), {
			items: [{ json: { base: 'x' } }, { json: { base: good.id } }],
			onError: 'continueErrorOutput',
			...way,
		});
		expect(items).toHaveLength(1);
		expect(errorItems.map(({ json }) => json.error)).toEqual([
			"'Knowledge Base' holds no knowledge base ID",
		]);
	});
});

test.each(['downloadZip', 'downloadFiles'])(
	'%s of all input items together: each of them goes to the Error output',
	async (operation) => {
		const { items, errorItems } = await bench.run(
			{ operation, knowledgeBaseId: good.id, selection: 'inputItems' },
			{
				items: [1, 2, 3].map((mark) => ({ json: { id: madeUpUuid(`unknown ${mark}`), mark } })),
				onError: 'continueErrorOutput',
			},
		);
		expect(items).toEqual([]);
		expect(errorItems.map(({ json }) => [json.error, json.mark])).toEqual(
			[1, 2, 3].map((mark) => ['A document is not in this knowledge base', mark]),
		);
	},
);

test('List of knowledge bases goes on too', async () => {
	const { items } = await bench.run(
		{ resource: 'knowledgeBase', operation: 'list' },
		{ credential: { apiKey: 'dataset-wrong' }, onError: 'continueRegularOutput' },
	);
	expect(items.map(({ json }) => json.error)).toEqual(['Dify does not accept the API key']);
});
