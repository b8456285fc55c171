import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { useDify } from '../engine/dify';
import { loadOptions } from '../engine/editor';

const bench = useDify();
const tag = { id: madeUpUuid('tag'), name: 'legal' };
const otherTag = { id: madeUpUuid('other tag'), name: 'old' };

beforeEach(() => {
	bench.dify.knowledgeBases.length = 0;
	bench.dify.addKnowledgeBase({ name: 'Handbook', documents: [{ name: 'a' }], tags: [tag] });
	bench.dify.addKnowledgeBase({ name: 'Contracts', tags: [tag, otherTag] });
	bench.dify.addKnowledgeBase({ name: 'Private handbook', privateToOthers: true });
});

const list = async (more: object = {}) =>
	await bench.run({ resource: 'knowledgeBase', operation: 'list', returnAll: true, ...more });
const names = ({ items }: Awaited<ReturnType<typeof list>>) => items.map(({ json }) => json.name);

test("lists all knowledge bases, other members' private ones too", async () => {
	const result = await list();
	expect(names(result)).toEqual(['Private handbook', 'Contracts', 'Handbook']);
	expect(bench.dify.requests[0].query).toEqual({ include_all: 'true', page: '1', limit: '100' });
	expect(result.items[0].pairedItem).toEqual({ item: 0 });
});

test('Simplify gives the fields most people need', async () => {
	const { items } = await list();
	const { id, createdAt } = bench.dify.knowledgeBases[0];
	expect(items[2].json).toEqual({
		id,
		name: 'Handbook',
		description: '',
		permission: 'all_team_members',
		document_count: 1,
		word_count: 100,
		created_at: new Date(createdAt * 1000).toISOString(),
		enable_api: true,
		runtime_mode: 'general',
		tags: ['legal'],
	});
});

test('switched off, Simplify leaves the answer as it is', async () => {
	const { items } = await list({ simplify: false });
	expect(items[2].json).toMatchObject({
		provider: 'vendor',
		tags: [{ ...tag, type: 'knowledge' }],
	});
});

test('Limit asks for no more than that', async () => {
	const result = await list({ returnAll: false, limit: 2 });
	expect(names(result)).toEqual(['Private handbook', 'Contracts']);
	expect(bench.dify.requests.map(({ query }) => query.limit)).toEqual(['2']);
});

test('what Limit leaves out is told above the output', async () => {
	const told = async (more: object) => {
		const { run } = await list({ returnAll: false, limit: 2, ...more });
		return run.data.resultData.runData.Node[0].hints?.map(({ message }) => message);
	};
	const rest = 'Turn on Return All to get the rest.';
	expect(await told({})).toEqual([`2 of 3 knowledge bases. ${rest}`]);
	expect(await told({ limit: 3 })).toEqual([]);
	expect(await told({ limit: 1, filters: { tags: ['legal'] } })).toEqual([
		`There may be more knowledge bases than Limit lets through (1). ${rest}`,
	]);
});

test('more than a page is listed to the end', async () => {
	for (let i = 0; i < 150; i++) bench.dify.addKnowledgeBase({ name: `base ${i}` });
	expect(new Set(names(await list())).size).toBe(153);
});

test('Keyword is matched by Dify, without case', async () => {
	expect(names(await list({ keyword: 'HANDBOOK' }))).toEqual(['Private handbook', 'Handbook']);
});

describe('tags', () => {
	test.each([
		[tag.id, ['Contracts', 'Handbook']],
		[[otherTag.id], ['Contracts']],
		['legal', ['Contracts', 'Handbook']],
		[
			['old', tag.id],
			['Contracts', 'Handbook'],
		],
		['none', []],
		[[], ['Private handbook', 'Contracts', 'Handbook']],
	])('%j are filtered by here, without a query that Dify refuses', async (tags, expected) => {
		const result = await list({ filters: { tags } });
		expect(result.error).toBeUndefined();
		expect(names(result)).toEqual(expected);
		expect(bench.dify.requests[0].query).not.toHaveProperty('tag_ids');
	});

	test('with a limit, as many as have one of the tags are listed', async () => {
		const filters = { tags: ['legal'] };
		expect(names(await list({ filters, returnAll: false, limit: 1 }))).toEqual(['Contracts']);
	});

	test("are picked from those of the knowledge bases, other members' too", async () => {
		bench.dify.addKnowledgeBase({
			name: 'Of another member',
			privateToOthers: true,
			tags: [{ id: madeUpUuid('third tag'), name: 'hr' }],
		});
		const { apiKey, origin: baseUrl } = bench.dify;
		const credentials = { difyKnowledgeApi: { apiKey, baseUrl } };
		expect(await loadOptions('difyKnowledge', 'getTags', {}, credentials)).toEqual([
			{ name: 'hr', value: madeUpUuid('third tag') },
			{ name: 'legal', value: tag.id },
			{ name: 'old', value: otherTag.id },
		]);
	});

	test('that are no list are refused before any request', async () => {
		const { error } = await list({ filters: { tags: { a: 1 } } });
		expect(error?.message).toContain("'Tag Names or IDs'");
		expect(bench.dify.requests).toEqual([]);
	});
});
