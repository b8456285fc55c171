import { useDify } from '../engine/dify';
import { bytesOf } from '../engine/run';
import { textsOf } from '../engine/zip';

const bench = useDify();

/** Fields that every object of JavaScript has already. */
const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

function add() {
	const metadata = NAMES.map((name, i) => ({ id: `${i}`, name, type: 'string', value: `v${i}` }));
	return bench.dify.addKnowledgeBase({
		name: 'Names of metadata',
		documents: [
			{ name: 'with.txt', createdAt: 1_772_323_200, metadata },
			{ name: 'without.txt', createdAt: 1_772_323_100, metadata: null },
		],
	});
}

test.each(['list', 'get'])(
	'%s gives metadata whose fields have names of JavaScript',
	async (operation) => {
		const { id: knowledgeBaseId, documents } = add();
		const parameters = { operation, knowledgeBaseId, documentId: documents[0].id, returnAll: true };
		const { items, error } = await bench.run(parameters);
		expect(error).toBeUndefined();
		const { metadata } = JSON.parse(JSON.stringify(items[0].json)) as { metadata: object };
		expect(Object.entries(metadata).slice(0, 4)).toEqual(NAMES.map((name, i) => [name, `v${i}`]));
		expect(Object.getPrototypeOf(items[0].json.metadata)).toBe(Object.prototype);
	},
);

test('the list of documents has a column for each of them, empty where a document lacks it', async () => {
	const { items, error } = await bench.run({
		operation: 'downloadZip',
		knowledgeBaseId: add().id,
		selection: 'all',
		options: { listOfDocuments: 'csv' },
	});
	expect(error).toBeUndefined();
	const texts = await textsOf(await bytesOf(items[0]));
	const [head, first, second] = texts['documents.csv'].split('\r\n');
	expect(head).toContain(`,left_out,${NAMES.join(',')}`);
	expect(first).toContain(',upload_file,,v0,v1,v2,v3');
	expect(second).toMatch(/,upload_file,,,,,(,|$)/);
});

test.each(NAMES)('a filter by the field %s finds what has it', async (name) => {
	for (const [condition, expected] of [
		['is', ['with.txt']],
		['isEmpty', ['without.txt']],
	] as const) {
		const { items } = await bench.run({
			operation: 'list',
			knowledgeBaseId: add().id,
			returnAll: true,
			filters: {
				metadata: {
					conditions: [{ field: name, condition, value: `v${NAMES.indexOf(name)}` }],
				},
			},
		});
		expect(items.map(({ json }) => json.name)).toEqual(expected);
	}
});
