import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { difyRows } from '../../../../nodes/DifyKnowledge/messages';
import { listRows } from '../../../../nodes/DifyKnowledge/paging/listRows';
import type { ListRequest } from '../../../../nodes/DifyKnowledge/paging/reading';
import type { Answer } from '../../../../nodes/shared/http/answer';
import { serviceOf } from '../../shared/service';

/** A Dify whose pages a function makes; counts what is asked for. */
function difyOf(pageOf: (page: number, limit: number) => object) {
	const asked: IDataObject[] = [];
	const send = async ({ qs }: IHttpRequestOptions): Promise<Answer> => {
		const { page, limit } = qs as { page: number; limit: number };
		asked.push(qs as IDataObject);
		return {
			statusCode: 200,
			headers: { 'content-type': 'application/json' },
			body: Readable.from([Buffer.from(JSON.stringify(pageOf(page, limit)))]),
		};
	};
	return { asked, service: serviceOf({ name: 'Dify', rows: difyRows, send }) };
}

/** Rows as Dify orders them: the newest first. */
const rowsOf = (count: number) =>
	Array.from({ length: count }, (_, i) => ({ id: `row ${i}`, created_at: 2_000_000_000 - i }));
const pageOf = <Row>(rows: Row[], page: number, limit: number) =>
	rows.slice((page - 1) * limit, page * limit);
const idsOf = (more: Partial<ListRequest<string>> = {}): ListRequest<string> => ({
	path: '/datasets',
	pick: ({ id }) => id,
	...more,
});

test('a list ends with as many rows as its first page announced, however many are added', async () => {
	const { service, asked } = difyOf((page, limit) => ({
		data: pageOf(rowsOf((page + 5) * 100), page, limit),
		total: (page + 5) * 100,
		has_more: true,
	}));
	const { value } = await listRows(service, idsOf());
	expect(value?.rows).toHaveLength(600);
	expect(asked.length).toBeLessThan(10);
});

test('a list of 250,000 rows is read to its end, each page once', async () => {
	const rows = rowsOf(250_000);
	const { service, asked } = difyOf((page, limit) => ({
		data: pageOf(rows, page, limit),
		total: rows.length,
	}));
	const { value } = await listRows(service, idsOf());
	expect(value).toMatchObject({ isCut: false, total: 250_000 });
	expect(new Set(value?.rows).size).toBe(250_000);
	expect(asked).toHaveLength(2_500);
}, 30_000);

test('a list without a total ends with the first page on which nothing new comes', async () => {
	const rows = rowsOf(230);
	const { service } = difyOf((page, limit) => ({ data: pageOf(rows, page, limit) }));
	const { value } = await listRows(service, idsOf());
	expect(value?.rows).toEqual(rows.map(({ id }) => id));
});

test.each([-5, 1.5, '230', null])('a total of %j is none', async (total) => {
	const rows = rowsOf(230);
	const { service } = difyOf((page, limit) => ({ data: pageOf(rows, page, limit), total }));
	const { value } = await listRows(service, idsOf());
	expect(value?.rows).toHaveLength(230);
});

test('a total that is far too high is no reason to read on where nothing new comes', async () => {
	const { service, asked } = difyOf((page) => ({
		data: page === 1 ? rowsOf(100) : [],
		total: 1_000_000_000,
	}));
	const { fault } = await listRows(service, idsOf());
	expect(fault?.row).toBe('incompleteList');
	expect(asked.length).toBeLessThanOrEqual(50);
});

test('a total that is lower than the number of rows is not believed', async () => {
	const { service } = difyOf(() => ({ data: rowsOf(2), total: 0 }));
	const { fault } = await listRows(service, idsOf());
	expect(fault?.row).toBe('incompleteList');
	expect(fault?.description).toContain('2 of 0 entries came');
});

test('has_more is not believed: it is wrong after a full last page', async () => {
	const { service, asked } = difyOf((page, limit) => ({
		data: pageOf(rowsOf(200), page, limit),
		total: 200,
		has_more: true,
	}));
	const { value } = await listRows(service, idsOf());
	expect(value?.rows).toHaveLength(200);
	expect(asked.map(({ page }) => page)).toEqual([1, 2]);
});

test('the query of the caller goes along with every page', async () => {
	const { service, asked } = difyOf((page, limit) => ({
		data: pageOf(rowsOf(150), page, limit),
		total: 150,
	}));
	await listRows(service, idsOf({ qs: { keyword: 'a' } }));
	expect(asked).toEqual([
		{ keyword: 'a', page: 1, limit: 100 },
		{ keyword: 'a', page: 2, limit: 100 },
	]);
});

test('only what is picked of a row is held, and rows that are not picked count for completeness', async () => {
	const { service } = difyOf((page, limit) => ({
		data: pageOf(rowsOf(250), page, limit),
		total: 250,
	}));
	const pick = ({ id }: { id: string }) => (id.endsWith('7') ? { short: id } : undefined);
	const { value } = await listRows(service, { path: '/datasets', isFiltered: true, pick });
	expect(value?.rows).toHaveLength(25);
	expect(value?.rows[0]).toEqual({ short: 'row 7' });
});

describe('rows that are lost between two pages', () => {
	/** Rows of one second come in an order that depends on the page size, and now and then twice. */
	const untidy = (rows: Array<{ id: string }>, page: number, limit: number) => {
		const data = pageOf(rows, page, limit);
		const before = rows[(page - 1) * limit - 1];
		return page % 3 === 0 && before ? [before, ...data.slice(1)] : data;
	};

	test('are found with another page size, and all come in the order of their dates', async () => {
		const rows = rowsOf(1000);
		const { service, asked } = difyOf((page, limit) => ({
			data: untidy(rows, page, limit),
			total: rows.length,
		}));
		const { value } = await listRows(service, idsOf());
		expect(value?.rows).toEqual(rows.map(({ id }) => id));
		expect(new Set(asked.map(({ limit }) => limit)).size).toBe(2);
	});

	test.each([{ since: rowsOf(1000)[349].created_at }, { most: 350 }])(
		'are found where only %j is wanted, too',
		async (part) => {
			const rows = rowsOf(1000);
			const { service } = difyOf((page, limit) => ({
				data: untidy(rows, page, limit),
				total: rows.length,
			}));
			const { value } = await listRows(service, idsOf(part));
			expect(value?.rows.slice(0, 350)).toEqual(rows.slice(0, 350).map(({ id }) => id));
		},
	);
});

describe('Added After', () => {
	test.each([
		[1, 1],
		[99, 1],
		[100, 2],
		[250, 3],
	])('the first %i rows need %i pages, and at most one more is asked for', async (count, pages) => {
		const rows = rowsOf(2000);
		const { service, asked } = difyOf((page, limit) => ({
			data: pageOf(rows, page, limit),
			total: rows.length,
		}));
		const since = rows[count - 1].created_at;
		const pick = ({ id, created_at }: IDataObject) =>
			(created_at as number) >= since ? id : undefined;
		const { value } = await listRows(service, { path: '/x', since, isFiltered: true, pick });
		expect(value?.rows).toEqual(rows.slice(0, count).map(({ id }) => id));
		expect(asked.length).toBeGreaterThanOrEqual(pages);
		expect(asked.length).toBeLessThanOrEqual(pages + 1);
	});

	test('a list that is not sorted by date is read to its end', async () => {
		const rows = rowsOf(500).reverse();
		const { service } = difyOf((page, limit) => ({
			data: pageOf(rows, page, limit),
			total: rows.length,
		}));
		const since = rows[490].created_at;
		const pick = ({ id, created_at }: IDataObject) =>
			(created_at as number) >= since ? id : undefined;
		const { value } = await listRows(service, { path: '/x', since, isFiltered: true, pick });
		expect(value?.rows).toHaveLength(10);
	});
});

test('a row that was deleted between two readings does not come back with the joined rows', async () => {
	const rows = rowsOf(250);
	let readings = 0;
	const { service } = difyOf((page, limit) => {
		if (page === 1) readings++;
		const now = readings === 1 ? rows : rows.slice(1);
		const data = pageOf(now, page, limit);
		return { data: readings === 1 && page === 2 ? data.slice(1) : data, total: now.length };
	});
	const { value } = await listRows(service, idsOf());
	expect(value?.rows).toEqual(rows.slice(1).map(({ id }) => id));
});
