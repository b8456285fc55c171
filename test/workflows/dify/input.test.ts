import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { useDify } from '../engine/dify';

const bench = useDify();
const ID = '3c90c3cc-0d44-4b50-8888-8dd25736052a';
let knowledgeBase: KnowledgeBase;

beforeAll(() => {
	knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Base', documents: [{ name: 'a.txt' }] });
});

describe("'Knowledge Base'", () => {
	test.each<[string, (id: string) => unknown]>([
		[
			'picked from the list',
			(value) => ({ __rl: true, mode: 'list', value, cachedResultName: 'B' }),
		],
		['an ID', (value) => ({ __rl: true, mode: 'id', value })],
		['an ID with spaces', (id) => ({ __rl: true, mode: 'id', value: `  ${id}\n` })],
		['an ID in upper case', (id) => ({ __rl: true, mode: 'id', value: id.toUpperCase() })],
		['a plain text, as agents give it', (id) => id],
		['the address of its documents', (id) => url(`https://cloud.dify.ai/datasets/${id}/documents`)],
		['the address of its settings', (id) => url(`https://cloud.dify.ai/datasets/${id}/settings`)],
		['an address with a slash at its end', (id) => url(`https://cloud.dify.ai/datasets/${id}/`)],
		['an address with nothing behind', (id) => url(`https://cloud.dify.ai/datasets/${id}`)],
		['an address with a query', (id) => url(`https://cloud.dify.ai/datasets/${id}?page=2#top`)],
		['an address with spaces', (id) => url(` https://cloud.dify.ai/datasets/${id}/documents `)],
		[
			'a self-hosted address',
			(id) => url(`http://10.0.0.5:3000/dify/datasets/${id}/documents/${ID}`),
		],
		['the address of the API', (id) => url(`https://api.dify.ai/v1/datasets/${id}/documents`)],
		[
			'an address in By ID',
			(id) => ({ ...url(`https://cloud.dify.ai/datasets/${id}`), mode: 'id' }),
		],
	])('may be %s', async (_, written) => {
		const knowledgeBaseId = written(knowledgeBase.id) as INodeParameters;
		const { items, error } = await bench.run({ operation: 'list', knowledgeBaseId });
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.name)).toEqual(['a.txt']);
		expect(bench.asked('list')[0].path).toBe(`/v1/datasets/${knowledgeBase.id}/documents`);
	});

	test.each(['list', 'downloadZip', 'downloadFiles', 'getDownloadUrl'])(
		'that is empty or no ID is refused by %s before any request',
		async (operation) => {
			const refusal = async (value: unknown) => {
				const knowledgeBaseId = { __rl: true, mode: 'id', value: '={{ $json.value }}' };
				const { error } = await bench.run(
					{ operation, selection: 'all', documentId: ID, knowledgeBaseId },
					{ items: [{ json: { value } as IDataObject }] },
				);
				return error;
			};
			for (const value of ['', '   ', null, undefined]) {
				expect((await refusal(value))?.message).toBe("'Knowledge Base' is empty");
			}
			for (const value of [
				'Handbook',
				ID.slice(1),
				`${ID}0`,
				`../${ID}`,
				'https://cloud.dify.ai/',
			]) {
				const error = await refusal(value);
				expect(error?.message).toBe("'Knowledge Base' holds no knowledge base ID");
				expect(error?.description).toContain(`Found: '${value}'`);
			}
			expect(bench.dify.requests).toEqual([]);
		},
	);

	function url(value: string) {
		return { __rl: true, mode: 'url', value };
	}
});

/** Runs with these parameters; the stand-in must not have heard of it. */
async function refusalOf(parameters: INodeParameters, json: object = {}) {
	const { error, items } = await bench.run(
		{ knowledgeBaseId: knowledgeBase.id, selection: 'all', ...parameters },
		{ items: [{ json: json as never }] },
	);
	expect(items).toEqual([]);
	expect(bench.dify.requests).toEqual([]);
	return { message: error?.message, description: error?.description };
}

describe('what cannot be right is refused before any request, with the name of the field:', () => {
	test.each(['downloadZip', 'downloadFiles'])("'Documents' of %s", async (operation) => {
		const { message, description } = await refusalOf({ operation, selection: 'some' });
		expect(message).toBe("'Documents' has a value that is not offered");
		expect(description).toBe("'some' is none of: all, inputItems, ids.");
	});

	test.each([
		['downloadZip', ''],
		['downloadZip', ' , ;\n'],
		['downloadFiles', '[]'],
		['downloadFiles', '[""]'],
	])("'Document IDs' of %s when empty: %j", async (operation, documentIds) => {
		const { message } = await refusalOf(
			{ operation, selection: 'ids', documentIds: '={{ $json.documentIds }}' },
			{ documentIds },
		);
		expect(message).toBe("'Document IDs' is empty");
	});

	test.each(['{"id":1}', '[{"id":"1"}]', '[1,', '[null]'])(
		"'Document IDs' that are no list: %s",
		async (ids) => {
			const { message } = await refusalOf(
				{ operation: 'downloadZip', selection: 'ids', documentIds: '={{ $json.ids }}' },
				{ ids: ids === '{"id":1}' ? { id: 1 } : ids },
			);
			expect(message).toBe("'Document IDs' is not a list of IDs");
		},
	);

	test.each([
		[`wrong`, 1, 'wrong'],
		[`${ID}, wrong`, 2, 'wrong'],
		[`${ID}\n${ID}\n12345`, 3, '12345'],
		[`["${ID}", "${ID}x"]`, 2, `${ID}x`],
	])("'Document IDs' %j: which one, at which position", async (documentIds, position, wrong) => {
		const refused = await refusalOf({ operation: 'downloadZip', selection: 'ids', documentIds });
		expect(refused.message).toBe(
			`'Document IDs' has an entry that is not a document ID, at position ${position}`,
		);
		expect(refused.description).toContain(`'${wrong}'`);
	});

	test.each(['downloadZip', 'downloadFiles'])(
		"'Put Output File in Field' of %s without a name",
		async (operation) => {
			const { message } = await refusalOf({
				operation,
				selection: 'ids',
				documentIds: ID,
				binaryPropertyName: ' ',
			});
			expect(message).toBe("'Put Output File in Field' holds no name");
		},
	);

	test.each([
		[{ other: 1 }, 'The field is missing'],
		[{ id: 'abc' }, "Found: 'abc'"],
		[{ id: 5 }, "Found: '5'"],
		[{ id: null }, "Found: 'null'"],
	])("'Document ID Field' with the input item %j", async (json, found) => {
		const refused = await refusalOf({ operation: 'downloadFiles', selection: 'inputItems' }, json);
		expect(refused.message).toBe(
			"'Document ID Field' leads to no document ID in item 0 (the first is item 0)",
		);
		expect(refused.description).toContain(found);
	});

	test('which of the input items', async () => {
		const { error } = await bench.run(
			{ operation: 'downloadZip', knowledgeBaseId: knowledgeBase.id, selection: 'inputItems' },
			{ items: [{ json: { id: ID } }, { json: { id: ID } }, { json: { name: 'no id' } }] },
		);
		expect(error?.message).toBe(
			"'Document ID Field' leads to no document ID in item 2 (the first is item 0)",
		);
		expect(bench.dify.requests).toEqual([]);
	});

	test.each([
		['', "'Document' is empty"],
		['handbook.pdf', "'Document' holds no document ID"],
	])("'Document' %j", async (value, expected) => {
		const documentId = { __rl: true, mode: 'id', value: '={{ $json.value }}' };
		const { message } = await refusalOf(
			{ operation: 'getDownloadUrl', selection: 'one', documentId },
			{ value },
		);
		expect(message).toBe(expected);
	});

	test.each(['list', 'downloadZip', 'downloadFiles'])("'Status' of %s", async (operation) => {
		const refused = await refusalOf({ operation, filters: { status: 'finished' } });
		expect(refused.message).toBe("'Status' is not one that Dify knows");
		expect(refused.description).toMatch(/'finished' is none of: .*available.*queuing/);
	});

	test("'File Extensions' that are no list", async () => {
		const filters = { extensions: '={{ $json.wrong }}' };
		const refused = await refusalOf({ operation: 'list', filters }, { wrong: { a: 1 } });
		expect(refused.message).toBe("'File Extensions' is not a list");
	});

	test.each([0, -1, 1.5, 'many'])("'Limit' %j", async (limit) => {
		const { message } = await refusalOf(
			{ operation: 'list', limit: '={{ $json.limit }}' },
			{ limit },
		);
		expect(message).toBe("'Limit' is not a whole number from 1 up");
	});

	test.each([
		[{ documentsPerRequest: 0 }, "'Documents per Request' is not a whole number from 1 to 100"],
		[{ documentsPerRequest: 101 }, "'Documents per Request' is not a whole number from 1 to 100"],
		[{ requestsAtOnce: 5 }, "'Requests at Once' is not a whole number from 1 to 4"],
		[{ splitEvery: -1 }, "'Split Every N Documents' is not a whole number from 0 up"],
		[{ tries: 0 }, "'Tries' is not a whole number from 1 to 20"],
		[{ keepTryingMinutes: -5 }, "'Keep Trying For (Minutes)' is not a whole number from 0 to 1440"],
		[{ fileName: 'folder/handbook.zip' }, "'File Name' holds a folder"],
		[{ fileName: '..\\handbook.zip' }, "'File Name' holds a folder"],
	])('the option %j', async (options, message) => {
		const refused = await refusalOf({ operation: 'downloadZip', options });
		expect(refused.message).toBe(message);
	});

	test("'Maximum Unpacked Size (GB)'", async () => {
		const options = { maximumUnpackedGb: 0 };
		const { message } = await refusalOf({ operation: 'downloadFiles', options });
		expect(message).toBe("'Maximum Unpacked Size (GB)' is not a whole number from 1 to 1000");
	});
});

test.each([
	['full-width commas', (id: string) => `${id}、${id}，${id}`],
	['curly quotes', (id: string) => `“${id}”`],
	['zero-width spaces', (id: string) => `\u200B${id}\u200B`],
	['spaces between them', (id: string) => `${id}  ${id}`],
	['full-width commas in a list', (id: string) => [`${id}、${id}`]],
])("'Document IDs' may be pasted with %s", async (_, written) => {
	const { items, error } = await bench.run(
		{
			operation: 'downloadZip',
			knowledgeBaseId: knowledgeBase.id,
			selection: 'ids',
			documentIds: '={{ $json.documentIds }}',
		},
		{ items: [{ json: { documentIds: written(knowledgeBase.documents[0].id) } }] },
	);
	expect(error).toBeUndefined();
	expect(items[0].json.fileCount).toBe(1);
});
