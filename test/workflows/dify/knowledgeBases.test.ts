import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { useDify } from '../engine/dify';

const bench = useDify();
const tag = { id: madeUpUuid('tag'), name: 'legal' };
const otherTag = { id: madeUpUuid('other tag'), name: 'old' };

beforeEach(() => {
	bench.dify.version = '1.15.0';
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
		created_at: createdAt,
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

test('more than a page is listed to the end', async () => {
	for (let i = 0; i < 150; i++) bench.dify.addKnowledgeBase({ name: `base ${i}` });
	expect(new Set(names(await list())).size).toBe(153);
});

test('Keyword is matched by Dify, without case', async () => {
	expect(names(await list({ filters: { keyword: 'HANDBOOK' } }))).toEqual([
		'Private handbook',
		'Handbook',
	]);
});

test.each([
	[tag.id, ['Contracts', 'Handbook']],
	[`${tag.id}, ${otherTag.id}`, ['Contracts']],
	[[otherTag.id], ['Contracts']],
])('Tag IDs %j are sent in the form that Dify reads', async (tagIds, expected) => {
	expect(names(await list({ filters: { tagIds } }))).toEqual(expected);
});

test.each(['1.13.1', '1.13.2'])(
	'Dify %s, which refuses tags, is named as the cause',
	async (version) => {
		bench.dify.version = version;
		const { error } = await list({ filters: { tagIds: tag.id } });
		expect(error?.message).toBe('This Dify server does not take tags as a filter');
		expect(error?.description).toContain('1.13.1');
	},
);

test("'Tag IDs' that are no list are refused before any request", async () => {
	const { error } = await list({ filters: { tagIds: { a: 1 } } });
	expect(error?.message).toContain("'Tag IDs'");
	expect(bench.dify.requests).toEqual([]);
});
