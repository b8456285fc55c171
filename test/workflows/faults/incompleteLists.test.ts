import { answerWith, type Fault } from '../../sandbox/faults';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { documentJson } from '../../sandbox/dify/documentJson';
import { useDify } from '../engine/dify';
import { openPicker } from '../engine/editor';
import { addTexts } from './setup';

const bench = useDify();

interface Asked {
	rows: object[];
	page: number;
	limit: number;
}

/** A server that gives these rows of a list in place of those asked for, and the right total. */
function giving(rowsOf: (asked: Asked) => object[]): Fault {
	return async (real, { url }) => {
		const answer = JSON.parse(String((await real()).body)) as { total: number };
		const rows = listed(bench.dify.knowledgeBases.at(-1)!);
		const page = Number(url.searchParams.get('page'));
		const limit = Number(url.searchParams.get('limit'));
		return answerWith(200, { ...answer, data: rowsOf({ rows, page, limit }) })(real, {} as never);
	};
}

function listed({ documents }: KnowledgeBase): object[] {
	return [...documents].sort((a, b) => b.createdAt - a.createdAt).map((one) => documentJson(one));
}

const pageOf = ({ rows, page, limit }: Asked, size = limit) =>
	rows.slice((page - 1) * size, page * size);

/** What a server does with page 2 only. */
const onPage2 = (rowsOf: (asked: Asked) => object[]) => (asked: Asked) =>
	asked.page === 2 ? rowsOf(asked) : pageOf(asked);

const OPERATIONS = ['list', 'downloadZip', 'downloadFiles'] as const;

async function namesOf(operation: (typeof OPERATIONS)[number], { id }: KnowledgeBase) {
	const { items, error } = await bench.run({
		operation,
		knowledgeBaseId: { __rl: true, mode: 'list', value: id, cachedResultName: 'Texts' },
		selection: 'all',
		returnAll: true,
	});
	const files = items.flatMap(({ json }) => (json.files as Array<{ name: string }>) ?? [json]);
	return { names: files.map((file) => String(file.name)).sort(), message: error?.message };
}

describe.each(OPERATIONS)('%s gives every document', (operation) => {
	test.each<[string, (asked: Asked) => object[]]>([
		[
			'of a server that gives a row twice, and another not at all',
			(asked) => {
				const rows = pageOf(asked);
				const last = asked.rows[(asked.page - 1) * asked.limit - 1];
				return last ? [last, ...rows.slice(1)] : rows;
			},
		],
		['where page 2 is empty', onPage2(() => [])],
		['where page 2 is short', onPage2((asked) => pageOf(asked).slice(0, asked.limit / 2))],
		['where page 2 is page 1 again', onPage2((asked) => asked.rows.slice(0, asked.limit))],
		['of a server that caps pages at 20', (asked) => pageOf(asked, Math.min(asked.limit, 20))],
	])('%s', async (_name, rowsOf) => {
		const knowledgeBase = addTexts(bench.dify, 250);
		bench.dify.faults.always('list', giving(rowsOf));
		const { names, message } = await namesOf(operation, knowledgeBase);
		expect(message).toBeUndefined();
		expect(names).toEqual(knowledgeBase.documents.map(({ name }) => name).sort());
	});
});

test.each(OPERATIONS)(
	'%s ends with a message where a cache gives page 1 whatever is asked for',
	async (operation) => {
		const knowledgeBase = addTexts(bench.dify, 250);
		bench.dify.faults.always(
			'list',
			giving(({ rows }) => rows.slice(0, 100)),
		);
		const { names, message } = await namesOf(operation, knowledgeBase);
		expect(message).toBe('The list from Dify is incomplete');
		expect(names).toEqual([]);
		expect(bench.asked('list').length).toBeLessThanOrEqual(25);
	},
);

test('an incomplete list of knowledge bases ends with a message that tells the numbers', async () => {
	bench.dify.addKnowledgeBase({ name: 'One' });
	bench.dify.faults.always('knowledgeBases', async (real) => {
		const answer = await real();
		return { ...answer, body: String(answer.body).replace(/"total":\d+/, '"total":400') };
	});
	const { error, items } = await bench.run({
		resource: 'knowledgeBase',
		operation: 'list',
		returnAll: true,
	});
	expect(error?.message).toBe('The list from Dify is incomplete');
	expect(error?.description).toMatch(/\d+ of 400 entries came/);
	expect(items).toEqual([]);
});

test.each(['searchKnowledgeBases', 'searchDocuments'])(
	'the picker %s ends with a message where the list is incomplete',
	async (method) => {
		const { id } = addTexts(bench.dify, 250);
		const { apiKey, origin: baseUrl } = bench.dify;
		const oneEmpty: Fault = answerWith(200, { data: [], total: 250 });
		bench.dify.faults.always('list', oneEmpty);
		bench.dify.faults.always('knowledgeBases', oneEmpty);
		const opened = openPicker(
			'difyKnowledge',
			method,
			{ knowledgeBaseId: id },
			{ difyKnowledgeApi: { apiKey, baseUrl } },
		);
		await expect(opened).rejects.toThrow('The list from Dify is incomplete');
	},
);
