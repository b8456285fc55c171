import { madeUpUuid } from '../../../sandbox/madeUpUuid';
import { manyDocuments } from '../../../sandbox/dify/sampleKnowledgeBases';
import { type Page, useDifyClient } from './client';

const client = useDifyClient();

async function names(query: string) {
	return (await client.list(query)).data.map(({ name }) => name);
}

describe('pages', () => {
	it('hold at most 100 but has_more compares with the limit that was sent, so it is false above 100', async () => {
		await client.start(manyDocuments(250).documents);
		expect(await client.list('limit=200')).toMatchObject({
			has_more: false,
			limit: 200,
			total: 250,
		});
		expect((await client.list('limit=200')).data).toHaveLength(100);
		expect(await client.list('limit=100')).toMatchObject({ has_more: true, limit: 100 });
	});

	it('announce one more page, which is empty, when the total is a multiple of the limit', async () => {
		await client.start(manyDocuments(20).documents);
		expect(await client.list('limit=10&page=2')).toMatchObject({ has_more: true });
		expect(await client.list('limit=10&page=3')).toMatchObject({
			has_more: false,
			data: [],
			total: 20,
		});
	});

	it.each(['limit=0', 'limit=-1', 'page=0'])(
		'for %s are 20 rows of the first page',
		async (query) => {
			await client.start(manyDocuments(30).documents);
			const first = await client.list();
			expect(first.data).toHaveLength(20);
			expect((await client.list(query)).data).toEqual(first.data);
		},
	);

	it('that are no number are 400', async () => {
		await client.start();
		const response = await client.get('/documents?page=first');
		expect([response.status, await response.json()]).toEqual([
			400,
			expect.objectContaining({ code: 'invalid_param' }),
		]);
	});
});

describe('order', () => {
	it('is created_at, then position, newest first', async () => {
		await client.start([
			{ name: 'old', createdAt: 1 },
			{ name: 'new, lower position', createdAt: 5, position: 2 },
			{ name: 'new, higher position', createdAt: 5, position: 9 },
		]);
		expect(await names('')).toEqual(['new, higher position', 'new, lower position', 'old']);
	});

	it('has no tie-break: 997 distinct of 1,000, and the missing ones with another page size', async () => {
		const tied = Array.from({ length: 1000 }, (_, i) => ({
			name: `d${i}`,
			createdAt: 1_767_225_600,
			position: 1,
		}));
		await client.start(tied);
		client.dify.unstableTies = { missed: 3, seed: 1 };
		const sweep = async (limit: number) => {
			const pages: Array<Page<{ id: string }>> = [];
			for (let page = 1; page <= Math.ceil(1000 / limit); page++) {
				pages.push(await client.list(`limit=${limit}&page=${page}`));
			}
			expect(pages.map(({ total }) => total)).toEqual(pages.map(() => 1000));
			return pages.flatMap(({ data }) => data.map(({ id }) => id));
		};
		const hundreds = await sweep(100);
		expect(hundreds).toHaveLength(1000);
		expect(new Set(hundreds).size).toBe(997);
		expect(await sweep(100)).toEqual(hundreds);
		expect(new Set([...hundreds, ...(await sweep(90))]).size).toBe(1000);
	});

	it('has no ties where times or positions differ', async () => {
		await client.start(manyDocuments(200).documents);
		client.dify.unstableTies = { missed: 3, seed: 1 };
		const pages = [await client.list('limit=100'), await client.list('limit=100&page=2')];
		expect(new Set(pages.flatMap(({ data }) => data.map(({ id }) => id))).size).toBe(200);
	});
});

describe('filters', () => {
	it('take % and _ in the keyword for wildcards, \\ for an escape, and mind case', async () => {
		await client.start([
			{ name: 'a_1.txt' },
			{ name: 'ab1.txt' },
			{ name: 'AB1.txt' },
			{ name: 'a\\b' },
		]);
		expect(await names('keyword=a_1')).toEqual(['ab1.txt', 'a_1.txt']);
		expect(await names('keyword=a%251')).toEqual(['ab1.txt', 'a_1.txt']);
		expect(await names('keyword=a%5C_1')).toEqual(['a_1.txt']);
		expect(await names('keyword=a%5Cb')).toEqual(['ab1.txt']);
		expect(await names('keyword=a%5C%5Cb')).toEqual(['a\\b']);
		expect(await names('keyword=a%5C')).toEqual([]);
	});

	it('ignore an unknown status', async () => {
		await client.start([{ name: 'a' }, { name: 'b', displayStatus: 'archived' }]);
		expect(await client.list('status=archived')).toMatchObject({ total: 1 });
		expect(await client.list('status=completed')).toMatchObject({ total: 2 });
	});
});

describe('knowledge bases', () => {
	const tag = { id: madeUpUuid('tag'), name: 'legal' };
	const all = async (query = '') =>
		(await (await client.ask(`/datasets?${query}`)).json()) as Page<Record<string, unknown>>;

	it("are listed with other members' private ones only on demand, by keyword without case", async () => {
		await client.start();
		client.dify.addKnowledgeBase({ name: 'Private', privateToOthers: true });
		expect((await all()).total).toBe(1);
		expect((await all('include_all=true')).total).toBe(2);
		expect((await all('include_all=true&keyword=PRIV')).total).toBe(1);
	});

	it('carry about 30 fields and their tags', async () => {
		await client.start([], {}, { tags: [tag] });
		const { data } = await all();
		expect(Object.keys(data[0]).length).toBeGreaterThan(30);
		expect(data[0]).toMatchObject({ tags: [{ ...tag, type: 'knowledge' }], provider: 'vendor' });
		expect(await client.json('')).toEqual(data[0]);
	});

	it.each(['1.13.2', '1.14.0'])('refuse tag_ids on %s', async (version) => {
		await client.start([], { version }, { tags: [tag] });
		const response = await client.ask(`/datasets?tag_ids=${tag.id}`);
		expect(response.status).toBe(400);
		expect(await response.text()).toContain('tag_ids');
	});
});
