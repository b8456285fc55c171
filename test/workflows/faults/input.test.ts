import { useDify } from '../engine/dify';
import { addTexts, zipOf } from './setup';

const bench = useDify();
const ID = '3c90c3cc-0d44-4b50-8888-8dd25736052a';

/** Runs Download ZIP with something that cannot be used: refused with these words, and without a request. */
async function expectRefused(parameters: object, message: string, description: RegExp) {
	const knowledgeBase = addTexts(bench.dify, 1);
	const { error, items } = await bench.run({ ...zipOf(knowledgeBase), ...parameters });
	expect(error?.message).toBe(message);
	expect(error?.description).toMatch(description);
	expect(items).toEqual([]);
	expect(bench.dify.requests).toEqual([]);
}

describe('refused before any request, by the name of the field:', () => {
	test.each<[string, object, string, RegExp]>([
		[
			'an entry that is no ID, by its position',
			{ documentIds: `${ID}, wrong, ${ID}` },
			"'Document IDs' has an entry that is not a document ID, at position 2",
			/'wrong'/,
		],
		[
			'an entry that is no ID behind a repeat, by the position that was typed',
			{ documentIds: [ID, ID, 'wrong'] },
			"'Document IDs' has an entry that is not a document ID, at position 3",
			/'wrong'/,
		],
		['no IDs', { documentIds: ' , \n' }, "'Document IDs' is empty", /'List' gives the IDs/],
		['an empty list', { documentIds: [] }, "'Document IDs' is empty", /\$json\.ids/],
		[
			'IDs that are no list',
			{ documentIds: { id: ID } },
			"'Document IDs' is not a list of IDs",
			/commas or line breaks/,
		],
		[
			'a knowledge base that is none',
			{ knowledgeBaseId: 'handbook' },
			"'Knowledge Base' holds no knowledge base ID",
			/'handbook'/,
		],
		[
			'no knowledge base',
			{ knowledgeBaseId: '={{ "" }}' },
			"'Knowledge Base' is empty",
			/Pick one from the list/,
		],
		[
			'an unknown selection',
			{ selection: 'everything' },
			"'Documents' has a value that is not offered",
			/'everything'/,
		],
		[
			'a file name with a path',
			{ options: { fileName: '../../etc/passwd' } },
			"'File Name' holds a folder",
			/'\.\.\/\.\.\/etc\/passwd'/,
		],
		[
			'a file name with a path of Windows',
			{ options: { fileName: 'C:\\temp\\a.zip' } },
			"'File Name' holds a folder",
			/slash/,
		],
		[
			'a status that Dify does not know',
			{ selection: 'all', filters: { status: '={{ "ready" }}' } },
			"'Status' is not one that Dify knows",
			/'ready'/,
		],
		[
			'too many documents per request',
			{ options: { documentsPerRequest: 101 } },
			"'Documents per Request' is not a whole number from 1 to 100",
			/'101'/,
		],
		['no tries', { options: { tries: 0 } }, "'Tries' is not a whole number from 1 to 20", /'0'/],
		[
			'half a request at once',
			{ options: { requestsAtOnce: 1.5 } },
			"'Requests at Once' is not a whole number from 1 to 4",
			/'1.5'/,
		],
		[
			'minutes that are no number',
			{ options: { keepTryingMinutes: '={{ "soon" }}' } },
			"'Keep Trying For (Minutes)' is not a whole number from 0 to 1440",
			/'soon'/,
		],
		[
			'a split below nothing',
			{ options: { splitEvery: -1 } },
			"'Split Every N Documents' is not a whole number from 0 up",
			/'-1'/,
		],
	])('%s', async (_name, parameters, message, description) => {
		await expectRefused(parameters, message, description);
	});

	test('a limit of nothing', async () => {
		const { error } = await bench.run({ operation: 'list', knowledgeBaseId: ID, limit: 0 });
		expect(error?.message).toBe("'Limit' is not a whole number from 1 up");
		expect(bench.dify.requests).toEqual([]);
	});

	test('a document that is none', async () => {
		const { error } = await bench.run({
			operation: 'getDownloadUrl',
			knowledgeBaseId: ID,
			documentId: 'x',
		});
		expect(error?.message).toBe("'Document' holds no document ID");
		expect(bench.dify.requests).toEqual([]);
	});

	test('an input item without the field, by its number', async () => {
		const items = [{ json: { id: ID } }, { json: { name: 'no id' } }];
		const { error } = await bench.run(
			{ ...zipOf(addTexts(bench.dify, 1)), selection: 'inputItems' },
			{ items },
		);
		expect(error?.message).toBe(
			"'Document ID Field' leads to no document ID in item 1 (the first is item 0)",
		);
		expect(error?.description).toContain('the first input item works for all');
		expect(error?.description).toContain('The field is missing');
		expect(bench.dify.requests).toEqual([]);
	});

	test('an input item of which the list told that it cannot be downloaded', async () => {
		const items = [{ json: { id: ID, downloadable: false } }];
		const { error } = await bench.run(
			{ ...zipOf(addTexts(bench.dify, 1)), selection: 'inputItems' },
			{ items },
		);
		expect(error?.message).toBe(
			'The document of item 0 (the first is item 0) cannot be downloaded',
		);
		expect(bench.dify.requests).toEqual([]);
	});
});

test('repeated IDs, in whatever letters, are downloaded once', async () => {
	const knowledgeBase = addTexts(bench.dify, 2);
	const [first, second] = knowledgeBase.documents.map(({ id }) => id);
	const documentIds = [first, second.toUpperCase(), first.toUpperCase(), second];
	const { items } = await bench.run({ ...zipOf(knowledgeBase), documentIds });
	expect(items[0].json.fileCount).toBe(2);
});

test('more IDs than exist: the message says that a document is not there', async () => {
	const knowledgeBase = addTexts(bench.dify, 1);
	const documentIds = [knowledgeBase.documents[0].id, ID];
	const { error } = await bench.run({ ...zipOf(knowledgeBase), documentIds });
	expect(error?.message).toBe('A document is not in this knowledge base');
});

test('an ID of another knowledge base: the message says so, and skipping names it', async () => {
	const knowledgeBase = addTexts(bench.dify, 2);
	const strange = addTexts(bench.dify, 1).documents[0].id;
	const documentIds = [...knowledgeBase.documents.map(({ id }) => id), strange];
	const refused = await bench.run({ ...zipOf(knowledgeBase), documentIds });
	expect(refused.error?.description).toContain('its ID belongs to another knowledge base');
	const options = { skipUnavailable: true };
	const { items } = await bench.run({ ...zipOf(knowledgeBase), documentIds, options });
	expect(items[0].json.fileCount).toBe(2);
	expect(items[0].json.skipped).toEqual([
		{ documentId: strange, name: null, reason: 'not in this knowledge base' },
	]);
});
