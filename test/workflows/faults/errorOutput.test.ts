import type { INodeParameters } from 'n8n-workflow';

import { difyFaults } from '../../sandbox/dify/faults';
import { useDify } from '../engine/dify';
import { addTexts, runFast, zipOf } from './setup';

const bench = useDify();

const MESSAGE = 'API access is switched off for this knowledge base';
const input = [
	{ json: { customer: 'first' } },
	{ json: { customer: 'second' } },
	{ json: { customer: 'third' } },
];

/** Lists once for each input item; the second one is refused. */
async function listThrice(onError: 'continueRegularOutput' | 'continueErrorOutput') {
	const good = addTexts(bench.dify, 1);
	const bad = bench.dify.addKnowledgeBase({ name: 'Switched off', enableApi: false });
	const knowledgeBaseId = `={{ $json.customer === 'second' ? '${bad.id}' : '${good.id}' }}`;
	return await bench.run(
		{ operation: 'list', returnAll: true, knowledgeBaseId },
		{ items: input, onError },
	);
}

test('on the Error output an item that was refused keeps its fields and its place; the others go on', async () => {
	const { items, errorItems, error } = await listThrice('continueErrorOutput');
	expect(error).toBeUndefined();
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
	expect(errorItems).toHaveLength(1);
	expect(errorItems[0].json).toMatchObject({ customer: 'second', error: MESSAGE });
	expect(errorItems[0].pairedItem).toEqual({ item: 1 });
});

test('with Continue the message takes the place of the item', async () => {
	const { items, error } = await listThrice('continueRegularOutput');
	expect(error).toBeUndefined();
	expect(items.map(({ json }) => json.error)).toEqual([undefined, MESSAGE, undefined]);
	expect(items[1].json.message).toContain('Service API');
	expect(items[1].json.customer).toBe('second');
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

test('one archive of all input items: each of them goes to the Error output', async () => {
	const knowledgeBase = addTexts(bench.dify, 3);
	bench.dify.faults.always('downloadZip', difyFaults.apiNotEnabled());
	const items = knowledgeBase.documents.map(({ id, name }) => ({ json: { id, name } }));
	const parameters = { ...zipOf(knowledgeBase), selection: 'inputItems' };
	const run = await runFast(bench, parameters, { items, onError: 'continueErrorOutput' });
	expect(run.items).toEqual([]);
	expect(run.errorItems.map(({ json }) => json)).toEqual(
		items.map(({ json }) => expect.objectContaining({ ...json, error: MESSAGE })),
	);
	expect(run.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([
		{ item: 0 },
		{ item: 1 },
		{ item: 2 },
	]);
});

test('one archive of all input items: with Continue each of them gets the message', async () => {
	const knowledgeBase = addTexts(bench.dify, 3);
	bench.dify.faults.always('downloadZip', difyFaults.apiNotEnabled());
	const items = knowledgeBase.documents.map(({ id }) => ({ json: { id } }));
	const parameters = { ...zipOf(knowledgeBase), selection: 'inputItems' };
	const run = await runFast(bench, parameters, { items, onError: 'continueRegularOutput' });
	expect(run.items.map(({ json }) => json.error)).toEqual([MESSAGE, MESSAGE, MESSAGE]);
});

describe('the message names the knowledge base', () => {
	const NAMED = "knowledge base 'Switched off'";
	const listOf = async (knowledgeBaseId: object | string, json = {}) => {
		const parameters = { operation: 'list', knowledgeBaseId } as INodeParameters;
		return (await bench.run(parameters, { items: [{ json }] })).error?.description;
	};

	test('as the list in the editor showed it', async () => {
		const { id } = bench.dify.addKnowledgeBase({ name: 'Switched off', enableApi: false });
		const picked = { __rl: true, mode: 'list', value: id, cachedResultName: 'Switched off' };
		expect(await listOf(picked)).toContain(NAMED);
	});

	test('as the input item calls it', async () => {
		const { id, name } = bench.dify.addKnowledgeBase({ name: 'Switched off', enableApi: false });
		expect(await listOf('={{ $json.id }}', { id, name })).toContain(NAMED);
		const another = await listOf(id, { id: 'another', name });
		expect(another).toContain(id);
		expect(another).not.toContain(NAMED);
	});
});

test('input that cannot be used takes the same way', async () => {
	const run = await bench.run(
		{ operation: 'list', knowledgeBaseId: '={{ $json.customer }}' },
		{ items: input, onError: 'continueErrorOutput' },
	);
	expect(run.errorItems.map(({ json }) => [json.customer, json.error])).toEqual(
		input.map(({ json }) => [json.customer, "'Knowledge Base' holds no knowledge base ID"]),
	);
	expect(bench.dify.requests).toEqual([]);
});

test('without a way for errors the workflow ends with message and description', async () => {
	const knowledgeBase = addTexts(bench.dify, 1);
	bench.dify.faults.always('any', difyFaults.apiNotEnabled());
	const { error, run } = await bench.run(zipOf(knowledgeBase));
	expect(run.status).toBe('error');
	expect(error?.message).toBe(MESSAGE);
	expect(error?.description).toContain("switch on 'Service API'");
});
