import type { INodeParameters } from 'n8n-workflow';

import type { DocumentSeed } from '../../sandbox/dify/knowledgeBase';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { loadOptions } from '../engine/editor';
import { bytesOf } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();
const MIB = 1024 ** 2;
const seconds = (text: string) => Date.parse(text) / 1000;

const meta = (name: string, type: string, value: unknown) => ({
	id: madeUpUuid(name),
	name,
	type,
	value,
});

const DOCUMENTS: DocumentSeed[] = [
	{
		name: 'Invoice May.pdf',
		createdAt: seconds('2026-03-01T23:30:00Z'),
		content: { bytes: 3 * MIB, seed: 1 },
		displayStatus: 'archived',
		metadata: [meta('year', 'number', 2026), meta('author', 'string', 'Ada')],
	},
	{
		name: 'invoice june.txt',
		createdAt: seconds('2026-03-02T12:00:00Z'),
		content: { bytes: 10, seed: 1 },
		displayStatus: 'available',
		metadata: [meta('year', 'number', 2024), meta('due', 'time', seconds('2026-05-01T00:00:00Z'))],
	},
	{
		name: 'Plan.pdf',
		createdAt: seconds('2026-03-03T00:30:00Z'),
		content: { bytes: 100, seed: 1 },
		displayStatus: 'error',
		metadata: null,
	},
	{ name: 'page', createdAt: seconds('2026-03-04T00:00:00Z'), dataSourceType: 'notion_import' },
];
const [MAY, JUNE, PLAN, PAGE] = DOCUMENTS.map(({ name }) => name);

async function filtered(filters: INodeParameters, more: INodeParameters = {}) {
	const { id } = bench.dify.addKnowledgeBase({ name: 'Filters', documents: DOCUMENTS });
	const parameters = { operation: 'list', knowledgeBaseId: id, returnAll: true, filters, ...more };
	const { items, error } = await bench.run(parameters);
	return { names: items.map(({ json }) => json.name), error };
}
const metadata = (...conditions: INodeParameters[]) => ({ metadata: { conditions } });

describe.each<[string, INodeParameters, unknown[]]>([
	[
		'Added After takes in the moment itself',
		{ addedAfter: '2026-03-02T12:00:00Z' },
		[PAGE, PLAN, JUNE],
	],
	['Added Before leaves the moment out', { addedBefore: '2026-03-02T12:00:00Z' }, [MAY]],
	[
		'Added After and Before, without a zone, are in the time zone of the workflow',
		{ addedAfter: '2026-03-01T19:00:00', addedBefore: '2026-03-02T19:00:00' },
		[JUNE],
	],
	['Size From', { sizeFrom: 1 }, [MAY]],
	['Size To leaves out what has no file', { sizeTo: 1 }, [PLAN, JUNE]],
	['Name contains', { name: { condition: { match: 'contains', text: 'VOICE' } } }, [JUNE, MAY]],
	['Name begins with', { name: { condition: { match: 'beginsWith', text: 'p' } } }, [PAGE, PLAN]],
	['Name is exactly', { name: { condition: { match: 'is', text: 'PLAN.pdf' } } }, [PLAN]],
	['Status with several choices', { status: ['archived', 'error'] }, [PLAN, MAY]],
	['text is', metadata({ field: 'author|string', condition: 'is', value: 'ada' }), [MAY]],
	[
		'text is not',
		metadata({ field: 'author', condition: 'isNot', value: 'Ada' }),
		[PAGE, PLAN, JUNE],
	],
	['text contains', metadata({ field: 'author', condition: 'contains', value: 'd' }), [MAY]],
	['text begins with', metadata({ field: 'author', condition: 'beginsWith', value: 'A' }), [MAY]],
	['text is empty', metadata({ field: 'author', condition: 'isEmpty' }), [PAGE, PLAN, JUNE]],
	['number equals', metadata({ field: 'year|number', condition: 'equals', value: 2024 }), [JUNE]],
	['number greater', metadata({ field: 'year|number', condition: 'greater', value: 2024 }), [MAY]],
	['number less', metadata({ field: 'year|number', condition: 'less', value: 2026 }), [JUNE]],
	[
		'number between',
		metadata({ field: 'year|number', condition: 'between', value: 2024, valueTo: 2026 }),
		[JUNE, MAY],
	],
	['number is empty', metadata({ field: 'year|number', condition: 'isEmpty' }), [PAGE, PLAN]],
	[
		'time less, in the time zone of the workflow',
		metadata({ field: 'due|time', condition: 'less', value: '2026-05-01T00:00:00' }),
		[JUNE],
	],
	['time greater', metadata({ field: 'due|time', condition: 'greater', value: '2026-05-02' }), []],
	[
		'all conditions',
		metadata(
			{ field: 'year|number', condition: 'greater', value: 2000 },
			{ field: 'author', condition: 'is', value: 'Ada' },
		),
		[MAY],
	],
	[
		'any condition',
		{
			metadataMatch: 'any',
			...metadata(
				{ field: 'year|number', condition: 'equals', value: 2024 },
				{ field: 'author', condition: 'is', value: 'Ada' },
			),
		},
		[JUNE, MAY],
	],
])('%s', (_name, filters, expected) => {
	test('in List', async () => {
		const { names, error } = await filtered(filters);
		expect(error).toBeUndefined();
		expect(names).toEqual(expected);
	});

	test('in a download', async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Filters', documents: DOCUMENTS });
		const parameters = { operation: 'downloadZip', selection: 'all', knowledgeBaseId: id, filters };
		const { items, error } = await bench.run(parameters);
		expect(error).toBeUndefined();
		const files = items[0].binary ? Object.keys(await textsOf(await bytesOf(items[0]))) : [];
		expect(files).toEqual(expected.filter((name) => name !== PAGE));
	});
});

test.each([
	[{ addedAfter: 'soon' }, "'Added After' is not a date"],
	[{ addedBefore: 'soon' }, "'Added Before' is not a date"],
	[
		{ addedAfter: '2026-03-02', addedBefore: '2026-03-01' },
		"'Added Before' is not later than 'Added After'",
	],
	[{ sizeFrom: -1 }, "'Size From (MB)' is not a number from 0 up"],
	[{ sizeTo: 'x' }, "'Size To (MB)' is not a number from 0 up"],
	[{ name: { condition: { match: 'ends', text: 'x' } } }, "'Name' has a match that is not offered"],
	[{ status: ['gone'] }, "'Status' is not one that Dify knows"],
	[metadata({ field: '' }), "'Metadata' has a condition with no field, at position 1"],
	[
		metadata({ field: 'a|number', condition: 'less', value: 'x' }),
		"'Metadata' has a condition with no number, at position 1",
	],
	[
		metadata({ field: 'a', condition: 'like', value: 'x' }),
		"'Metadata' has a condition with an unknown operator, at position 1",
	],
])('%j is refused before any request', async (filters, message) => {
	const { error } = await filtered(filters);
	expect(error?.message).toBe(message);
	expect(bench.dify.requests).toEqual([]);
});

test('one status is filtered by Dify, several are filtered here', async () => {
	await filtered({ status: ['archived'] });
	await filtered({ status: ['archived', 'error'] });
	expect(bench.asked('list').map(({ query }) => query.status)).toEqual(['archived', undefined]);
});

test.each([
	[50, 1],
	[150, 2],
	[1000, 11],
])('Added After with %i newer documents of 2,000 asks at most %i times', async (newer, most) => {
	const knowledgeBase = bench.dify.addKnowledgeBase(manyDocuments(2000));
	const newest = knowledgeBase.documents.slice(-newer);
	const addedAfter = new Date(newest[0].createdAt * 1000).toISOString();
	const { items } = await bench.run({
		operation: 'list',
		knowledgeBaseId: knowledgeBase.id,
		returnAll: true,
		filters: { addedAfter },
	});
	expect(items.map(({ json }) => json.id)).toEqual(newest.map(({ id }) => id).reverse());
	expect(bench.asked('list').length).toBeLessThanOrEqual(most);
});

test('the fields of metadata are picked from those of the knowledge base, with their types', async () => {
	const { id: knowledgeBaseId } = bench.dify.addKnowledgeBase({ name: 'M', documents: DOCUMENTS });
	const { apiKey, origin: baseUrl } = bench.dify;
	const credentials = { difyKnowledgeApi: { apiKey, baseUrl } };
	const parameters = { knowledgeBaseId };
	const options = await loadOptions('difyKnowledge', 'getMetadataFields', parameters, credentials);
	expect(options).toEqual([
		{ name: 'year (number)', value: 'year|number' },
		{ name: 'author (text)', value: 'author|string' },
		{ name: 'due (time)', value: 'due|time' },
	]);
});

describe('Order', () => {
	test.each([
		['newest', [PAGE, PLAN, JUNE, MAY]],
		['oldest', [MAY, JUNE, PLAN, PAGE]],
		['name', [JUNE, MAY, PAGE, PLAN]],
	])('%s', async (order, expected) => {
		expect((await filtered({}, { order })).names).toEqual(expected);
	});

	test('the limit counts after sorting', async () => {
		const more = { order: 'oldest', returnAll: false, limit: 2 };
		expect((await filtered({}, more)).names).toEqual([MAY, JUNE]);
	});

	test('that is not offered is refused', async () => {
		const { error } = await filtered({}, { order: 'size' });
		expect(error?.message).toBe("'Order' has a value that is not offered");
	});
});
