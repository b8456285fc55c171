import { answerWith } from '../../sandbox/faults';
import { difyFaults } from '../../sandbox/dify/faults';
import { madeUpUuid } from '../../sandbox/madeUpUuid';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { openPicker } from '../engine/editor';

const bench = useDify();
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const open = async (
	method: string,
	parameters = {},
	filter?: string,
	token?: string,
	apiKey = bench.dify.apiKey,
) => {
	const { origin: baseUrl } = bench.dify;
	const credentials = { difyKnowledgeApi: { apiKey, baseUrl } };
	return await openPicker('difyKnowledge', method, parameters, credentials, {
		filter,
		paginationToken: token,
	});
};
const answerOf = async (opened: Promise<unknown>) =>
	await opened.then(
		() => undefined,
		(error: Error) => error.message,
	);

beforeEach(() => {
	bench.dify.knowledgeBases.length = 0;
});

describe('the picker of knowledge bases', () => {
	test('shows the names, private ones of other members too', async () => {
		const mine = bench.dify.addKnowledgeBase({ name: 'Mine' });
		const other = bench.dify.addKnowledgeBase({ name: "Other's", privateToOthers: true });
		expect(await open('searchKnowledgeBases')).toEqual({
			results: [
				{ name: "Other's", value: other.id },
				{ name: 'Mine', value: mine.id },
			],
			paginationToken: undefined,
		});
	});

	test('searches by name', async () => {
		bench.dify.addKnowledgeBase({ name: 'Handbook' });
		bench.dify.addKnowledgeBase({ name: 'Contracts' });
		const { results } = await open('searchKnowledgeBases', {}, 'hand');
		expect(results.map(({ name }) => name)).toEqual(['Handbook']);
	});

	test.each([
		[50, [50]],
		[120, [120]],
		[1000, [1000]],
		[1150, [1000, 100, 50]],
	])('goes through %i, a thousand at first and then page by page', async (count, pages) => {
		for (let i = 0; i < count; i++) bench.dify.addKnowledgeBase({ name: `base ${i}` });
		const seen: number[] = [];
		const values = new Set<unknown>();
		for (let token: string | undefined, more = true; more && seen.length < 9;) {
			const page = await open('searchKnowledgeBases', {}, undefined, token);
			seen.push(page.results.length);
			for (const { value } of page.results) values.add(value);
			token = page.paginationToken as string | undefined;
			more = token !== undefined;
		}
		expect(seen).toEqual(pages);
		expect(values.size).toBe(count);
	});

	test('ends where nothing comes, even when Dify tells no total', async () => {
		bench.dify.faults.always('knowledgeBases', answerWith(200, { data: [] }));
		expect(await open('searchKnowledgeBases')).toEqual({
			results: [],
			paginationToken: undefined,
		});
	});

	test('tells what is wrong in the words of the table of messages, at once', async () => {
		bench.dify.faults.always('knowledgeBases', difyFaults.appKey());
		expect(await answerOf(open('searchKnowledgeBases'))).toBe('Dify does not accept the API key');
		bench.dify.faults.clear();
		bench.dify.faults.always('knowledgeBases', answerWith(500, { message: 'broken' }));
		bench.dify.requests.length = 0;
		expect(await answerOf(open('searchKnowledgeBases'))).toBe('Dify could not process the request');
		expect(bench.dify.requests).toHaveLength(1);
	});

	test('says in one sentence that a limited key cannot list, and what to do', async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Open', documents: [{ name: 'a.txt' }] });
		const apiKey = bench.dify.addLimitedKey({ id });
		expect(await answerOf(open('searchKnowledgeBases', {}, undefined, undefined, apiKey))).toBe(
			"This API key cannot list knowledge bases: choose 'By URL' or 'By ID' in place of 'From List'",
		);
		for (const operation of ['list', 'downloadZip', 'downloadFiles']) {
			const parameters = { operation, selection: 'all', knowledgeBaseId: byId(id) };
			const { items, error } = await bench.run(parameters, { credential: { apiKey } });
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
		}
	});

	test("says that Dify's plugin service is down, and downloads work all the same", async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Open', documents: [{ name: 'a.txt' }] });
		bench.dify.pluginDaemonDown = true;
		expect(await answerOf(open('searchKnowledgeBases'))).toBe(
			"Dify's plugin service is down or starting: choose the knowledge base 'By URL' or 'By ID', downloads work all the same",
		);
		for (const operation of ['list', 'downloadZip', 'downloadFiles']) {
			const parameters = { operation, selection: 'all', knowledgeBaseId: byId(id) };
			const { items, error } = await bench.run(parameters);
			expect(error).toBeUndefined();
			expect(items).toHaveLength(1);
		}
		bench.dify.pluginDaemonDown = false;
	});
});

describe('the picker of documents', () => {
	test('shows and searches the documents of the chosen knowledge base', async () => {
		const { id, documents } = bench.dify.addKnowledgeBase(manyDocuments(1060));
		const knowledgeBaseId = { __rl: true, mode: 'list', value: id, cachedResultName: 'x' };
		const first = await open('searchDocuments', { knowledgeBaseId });
		expect(first.results).toHaveLength(1000);
		expect(first.results[0]).toEqual({ name: 'document 01060.txt', value: documents[1059].id });
		const token = first.paginationToken as string;
		const second = await open('searchDocuments', { knowledgeBaseId }, undefined, token);
		expect(second.results).toHaveLength(60);
		expect(second.paginationToken).toBeUndefined();
		expect(new Set([...first.results, ...second.results].map(({ value }) => value)).size).toBe(
			1060,
		);
		const found = await open('searchDocuments', { knowledgeBaseId }, '00007');
		expect(found.results).toEqual([{ name: 'document 00007.txt', value: documents[6].id }]);
	});

	test('wants a knowledge base first', async () => {
		const knowledgeBaseId = { __rl: true, mode: 'list', value: '' };
		expect(await answerOf(open('searchDocuments', { knowledgeBaseId }))).toBe(
			"'Knowledge Base' is empty",
		);
		expect(bench.dify.requests).toEqual([]);
	});

	test('tells of a knowledge base that is gone', async () => {
		const knowledgeBaseId = madeUpUuid('gone');
		expect(await answerOf(open('searchDocuments', { knowledgeBaseId }))).toBe(
			'The knowledge base was not found',
		);
	});
});
