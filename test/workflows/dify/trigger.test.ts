import type { INodeParameters } from 'n8n-workflow';

import { bytesOf as contentOf } from '../../sandbox/content';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { addDocument, removeDocument, replaceFile } from '../../sandbox/dify/changes';
import { useDify } from '../engine/dify';
import { ActiveTrigger } from '../engine/poll';
import { bytesOf } from '../engine/run';

let now = 1_800_000_000_000;
const bench = useDify({ rateLimitPerMinute: 2, now: () => now });
beforeEach(() => {
	now += 3600_000;
});

/** A trigger of which the first poll is over. */
async function activated(
	{ id }: KnowledgeBase,
	parameters: INodeParameters,
): Promise<ActiveTrigger> {
	const { apiKey, apiRoot } = bench.dify;
	const trigger = new ActiveTrigger(
		'difyKnowledgeTrigger',
		{ knowledgeBaseId: { __rl: true, mode: 'id', value: id }, events: ['added'], ...parameters },
		'difyKnowledgeApi',
		{ difyKnowledgeApi: { apiKey, baseUrl: apiRoot } },
	);
	await trigger.poll();
	bench.dify.requests.length = 0;
	return trigger;
}

const options = { downloadFile: true };

test('a document that is added comes with its fields, its folder and its file', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'HR' });
	const trigger = await activated(knowledgeBase, { options });
	const document = addDocument(knowledgeBase, { name: 'leave/form.pdf', content: 'the form' });
	const [item, ...others] = await trigger.poll();
	expect(others).toEqual([]);
	expect(item.json).toMatchObject({
		event: 'added',
		id: document.id,
		name: 'leave/form.pdf',
		knowledgeBaseId: knowledgeBase.id,
		folder: 'HR',
		fileName: 'form.pdf',
		bytes: 8,
	});
	expect(item.binary!.data).toMatchObject({ fileName: 'form.pdf', mimeType: 'application/pdf' });
	expect((await bytesOf(item)).equals(contentOf(document.content))).toBe(true);
	expect(await trigger.poll()).toEqual([]);
});

test('150 files cost two requests, and a document with two events is fetched once', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Many' });
	const trigger = await activated(knowledgeBase, { events: ['added', 'ready'], options });
	for (let i = 0; i < 150; i++) addDocument(knowledgeBase, { name: `${i}.txt` });
	const items = await trigger.poll();
	expect(items).toHaveLength(300);
	expect(items.every(({ binary }) => binary?.data)).toBe(true);
	expect(bench.asked('downloadZip')).toHaveLength(2);
});

test('what is removed and replaced on the server is told, the new file with it', async () => {
	const documents = [{ name: 'a.txt' }, { name: 'b.txt' }];
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Mirror', documents });
	const [a, b] = knowledgeBase.documents;
	const trigger = await activated(knowledgeBase, { events: ['removed', 'replaced'], options });
	removeDocument(knowledgeBase, a);
	replaceFile(knowledgeBase, b, { name: 'b2.txt', content: 'new' });
	const items = await trigger.poll();
	expect(items.map(({ json }) => [json.event, json.id, json.fileName])).toEqual([
		['removed', a.id, undefined],
		['replaced', b.id, 'b2.txt'],
	]);
	expect((await bytesOf(items[1])).toString()).toBe('new');
});

test('a document without an original, or with a lost one, comes without a file and says why', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Odd' });
	const trigger = await activated(knowledgeBase, { options });
	addDocument(knowledgeBase, { name: 'page', dataSourceType: 'notion_import' });
	addDocument(knowledgeBase, { name: 'lost.txt', uploadFileGone: true });
	const [page, lost] = await trigger.poll();
	expect(page.binary).toBeUndefined();
	expect(page.json.skipped).toMatchObject([{ reason: 'not an uploaded file (notion_import)' }]);
	expect(lost.binary).toBeUndefined();
	expect(lost.json.skipped).toMatchObject([
		{ name: 'lost.txt', reason: 'its original file is no longer on the server' },
	]);
});

describe('where the rate limit lets only some of the files through', () => {
	test('these are told, and the next polls tell the others', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Limited' });
		const trigger = await activated(knowledgeBase, { options });
		for (let i = 0; i < 350; i++) addDocument(knowledgeBase, { name: `${i}.txt` });
		const first = await trigger.poll();
		expect(first).toHaveLength(200);
		now += 61_000;
		const second = await trigger.poll();
		expect(second).toHaveLength(150);
		const ids = [...first, ...second].map(({ json }) => json.id);
		expect(new Set(ids)).toEqual(new Set(knowledgeBase.documents.map(({ id }) => id)));
		expect(await trigger.poll()).toEqual([]);
	});

	test('a poll that gets none of them ends with the sentence', async () => {
		const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Used up' });
		const events = ['removed', 'replaced'];
		const trigger = await activated(knowledgeBase, { events: ['added', ...events], options });
		for (let i = 0; i < 250; i++) addDocument(knowledgeBase, { name: `${i}.txt` });
		expect(await trigger.poll()).toHaveLength(200);
		await expect(trigger.poll()).rejects.toMatchObject({
			message: 'The rate limit of the Dify plan is used up',
			description: expect.stringContaining('Nothing is lost') as string,
		});
		now += 61_000;
		expect(await trigger.poll()).toHaveLength(50);
	});
});

test('with an outage between the polls everything is told afterwards', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Outage' });
	const trigger = await activated(knowledgeBase, {});
	const kept = JSON.stringify(trigger.staticData);
	addDocument(knowledgeBase, { name: 'a.txt' });
	bench.dify.faults.always('list', () => Promise.resolve({ status: 401, headers: {}, body: '' }));
	await expect(trigger.poll()).rejects.toThrow('Dify does not accept the API key');
	expect(JSON.stringify(trigger.staticData)).toBe(kept);
	bench.dify.faults.clear();
	expect(await trigger.poll()).toHaveLength(1);
});

test('trying it out gives the newest document with its file', async () => {
	const documents = [{ name: 'old.txt' }, { name: 'new.txt', content: 'new' }];
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Try', documents });
	const trigger = await activated(knowledgeBase, { options });
	const [item, ...others] = await trigger.poll('manual');
	expect(others).toEqual([]);
	expect(item.json).toMatchObject({ event: 'added', name: 'new.txt' });
	expect((await bytesOf(item)).toString()).toBe('new');
});

test("trying it out on an empty knowledge base gives n8n's sentence", async () => {
	const trigger = await activated(bench.dify.addKnowledgeBase({ name: 'Empty' }), {});
	await expect(trigger.poll('manual')).rejects.toThrow(
		'No data with the current filter could be found',
	);
});

test('no event is refused before any request', async () => {
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'No events' });
	await expect(activated(knowledgeBase, { events: [] })).rejects.toThrow("'Events' is empty");
	expect(bench.dify.requests).toEqual([]);
});
