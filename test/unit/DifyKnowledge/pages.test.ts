import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { Readable } from 'node:stream';

import type { Answer } from '../../../nodes/shared/http/answer';
import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { listRows } from '../../../nodes/DifyKnowledge/pages';
import { serviceOf } from '../shared/service';

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

test('a list that never comes to an end is given up, with a message', async () => {
	const { service, asked } = difyOf((page) => ({
		data: [{ id: page }],
		has_more: true,
		total: (page + 50) * 100,
	}));
	const { fault } = await listRows(service, { path: '/datasets' });
	expect(fault?.row).toBe('endlessList');
	expect(asked.length).toBeLessThanOrEqual(1_000);
});

test('a list without a total ends with the first page on which nothing comes', async () => {
	const rows = Array.from({ length: 230 }, (_, id) => ({ id }));
	const { service } = difyOf((page, limit) => ({
		data: rows.slice((page - 1) * limit, page * limit),
	}));
	const { value } = await listRows(service, { path: '/datasets' });
	expect(value).toEqual(rows);
});

test('has_more is not believed: it is wrong after a full last page', async () => {
	const { service, asked } = difyOf((page) => ({
		data: Array.from({ length: 100 }, (_, i) => ({ id: `${page}-${i}` })),
		total: 200,
		has_more: true,
	}));
	const { value } = await listRows(service, { path: '/datasets' });
	expect(value).toHaveLength(200);
	expect(asked.map(({ page }) => page)).toEqual([1, 2]);
});

test('the query of the caller goes along with every page', async () => {
	const { service, asked } = difyOf((page) => ({ data: [{ id: page }], total: 150 }));
	await listRows(service, { path: '/datasets', qs: { keyword: 'a' } });
	expect(asked).toEqual([
		{ keyword: 'a', page: 1, limit: 100 },
		{ keyword: 'a', page: 2, limit: 100 },
	]);
});
