import { answerWith, type Fault } from '../../sandbox/faults';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { documentJson } from '../../sandbox/dify/documentJson';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { useDify } from '../engine/dify';
import { loadOptions, openPicker } from '../engine/editor';
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

/** Each misses other rows. */
const SEEDS = [1, 2];

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

describe('where 997 of 1,000 come, because all are of the same second and Dify has no tie-break,', () => {
	const COUNT = 1000;
	const SECOND = 1_767_225_600;
	const tied = (i: number) => ({ name: `d${i}.txt`, createdAt: SECOND, position: 1 });
	const all = Array.from({ length: COUNT }, (_, i) => `d${i}.txt`).sort();
	const credentials = () => {
		const { apiKey, origin: baseUrl } = bench.dify;
		return { difyKnowledgeApi: { apiKey, baseUrl } };
	};

	afterEach(() => {
		bench.dify.unstableTies = undefined;
		bench.dify.knowledgeBases.length = 0;
	});

	function addTied(): KnowledgeBase {
		const documents = Array.from({ length: COUNT }, (_, i) => tied(i));
		return bench.dify.addKnowledgeBase({ name: 'Of one second', documents });
	}

	function addTiedKnowledgeBases(): void {
		for (let i = 0; i < COUNT; i++) {
			const tags = [{ id: madeUpUuid(`tag ${i}`), name: `d${i}.txt` }];
			bench.dify.addKnowledgeBase({ ...tied(i), tags });
		}
	}

	test.each(OPERATIONS)('%s gives every document', async (operation) => {
		const knowledgeBase = addTied();
		for (const seed of SEEDS) {
			bench.dify.unstableTies = { missed: 3, seed };
			const { names, message } = await namesOf(operation, knowledgeBase);
			expect(message).toBeUndefined();
			expect(names).toEqual(all);
		}
	});

	test('the picker of documents offers every one', async () => {
		const { id: knowledgeBaseId } = addTied();
		const open = openPicker.bind(null, 'difyKnowledge', 'searchDocuments', { knowledgeBaseId });
		for (const seed of SEEDS) {
			bench.dify.unstableTies = { missed: 3, seed };
			const { results } = await open(credentials());
			expect(results.map(({ name }) => name).sort()).toEqual(all);
		}
	});

	test.each<[string, () => Promise<string[]>]>([
		[
			'List of knowledge bases gives every one',
			async () => {
				const operation = { resource: 'knowledgeBase', operation: 'list', returnAll: true };
				return (await bench.run(operation)).items.map(({ json }) => String(json.name));
			},
		],
		[
			'the picker of knowledge bases offers every one',
			async () => {
				const opened = openPicker('difyKnowledge', 'searchKnowledgeBases', {}, credentials());
				return (await opened).results.map(({ name }) => name);
			},
		],
		[
			'the picker of tags offers those of every knowledge base',
			async () => {
				const offered = await loadOptions('difyKnowledge', 'getTags', {}, credentials());
				return offered.map(({ name }) => name);
			},
		],
	])('%s', async (_name, list) => {
		addTiedKnowledgeBases();
		for (const seed of SEEDS) {
			bench.dify.unstableTies = { missed: 3, seed };
			expect((await list()).sort()).toEqual(all);
		}
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
		// Five readings of all pages: 3 of 100 rows, 4 of 83, 5 of 61, 6 of 47 and 9 of 29.
		expect(bench.asked('list').length).toBeLessThanOrEqual(27);
	},
);

describe('ends with a message where new rows come for ever', () => {
	/** Pages that are made quickly: one new row in front of the same long rest. */
	function endless(total: number | undefined, rest: string): Fault {
		return (_real, { url }) => {
			const page = url.searchParams.get('page');
			const body = `{"total":${total ?? null},"data":[{"id":"page ${page}"}${rest}`;
			return { status: 200, headers: { 'content-type': 'application/json' }, body };
		};
	}

	const manyRows = `${',{"id":"row"}'.repeat(100_000)}]}`;
	const muchText = `]${' '.repeat(15_000_000)}}`;

	test.each<[string, string, Fault]>([
		['List, many rows with a total of a billion', 'list', endless(1e9, manyRows)],
		['List, many rows without a total', 'list', endless(undefined, manyRows)],
		['List, long pages with a total of a billion', 'list', endless(1e9, muchText)],
		['Get Text, many rows without a total', 'getText', endless(undefined, manyRows)],
	])(
		'%s',
		async (_name, operation, fault) => {
			const { id, documents } = addTexts(bench.dify, 1);
			const endpoint = operation === 'list' ? 'list' : 'segments';
			bench.dify.faults.always(endpoint, fault);
			const { error, items } = await bench.run({
				operation,
				knowledgeBaseId: id,
				documentId: documents[0].id,
				returnAll: true,
			});
			expect(error?.message).toBe('The list from Dify does not end');
			expect(items).toEqual([]);
			expect(bench.asked(endpoint).length).toBeLessThan(100);
		},
		60_000,
	);
});

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
