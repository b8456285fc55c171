import type { IDataObject } from 'n8n-workflow';

import { hasKeyword } from '../../../../nodes/DifyKnowledge/trigger/keyword';
import { ChangingKnowledgeBase, eventsOf, WatchingWorkflow } from './changingKnowledgeBase';

const HOUR = 3600;
const DAY = 24 * HOUR;
const NOW = 1_767_225_600;

let knowledgeBase: ChangingKnowledgeBase;
beforeEach(() => {
	knowledgeBase = new ChangingKnowledgeBase();
});

/** An activated workflow; what the polls ask for is counted from then on. */
async function watching(
	events: string[],
	existing = 0,
	parameters: IDataObject = {},
): Promise<WatchingWorkflow> {
	for (let i = 0; i < existing; i++) knowledgeBase.add({ createdAt: NOW - (existing - i) * HOUR });
	const workflow = new WatchingWorkflow(knowledgeBase, { events, ...parameters });
	expect(await workflow.activate()).toEqual([]);
	knowledgeBase.asked = [];
	return workflow;
}

describe('the first poll', () => {
	test.each(['added', 'ready', 'removed', 'replaced'])(
		'tells nothing of what was there before (%s)',
		async (event) => {
			const workflow = await watching([event], 250);
			expect(await workflow.poll()).toEqual([]);
		},
	);

	test('costs one request for Added, however large the knowledge base is', async () => {
		for (let i = 0; i < 1000; i++) knowledgeBase.add({ createdAt: NOW - i * HOUR });
		await new WatchingWorkflow(knowledgeBase, { events: ['added'] }).activate();
		expect(knowledgeBase.asked).toEqual([{ page: 1, limit: 100 }]);
	});

	test('with Include Existing tells all that is there, the oldest first', async () => {
		const documents = [3, 1, 2].map((hours) => knowledgeBase.add({ createdAt: NOW + hours }));
		for (let i = 0; i < 220; i++) knowledgeBase.add({ createdAt: NOW + 10 + i });
		const options = { includeExisting: true };
		const workflow = new WatchingWorkflow(knowledgeBase, { events: ['added'], options });
		const told = eventsOf(await workflow.activate());
		expect(told).toHaveLength(223);
		const [third, first, second] = documents;
		expect(told.slice(0, 3)).toEqual([first, second, third].map(({ id }) => `added ${id}`));
		expect(await workflow.poll()).toEqual([]);
	});
});

describe('a poll that finds nothing', () => {
	test.each([[['added']], [['ready']], [['removed']], [['added', 'ready', 'removed']]])(
		'costs one request, newest first, for %j',
		async (events) => {
			const workflow = await watching(events, 1000);
			await workflow.poll();
			expect(knowledgeBase.asked).toEqual([{ page: 1, limit: 100 }]);
		},
	);

	test('costs a request for every hundred documents where Replaced is watched', async () => {
		const workflow = await watching(['replaced'], 1000);
		await workflow.poll();
		expect(knowledgeBase.asked).toHaveLength(10);
	});

	test('reads the whole list for Removed only once documents went', async () => {
		const workflow = await watching(['removed'], 1000);
		const [oldest] = knowledgeBase.documents;
		knowledgeBase.remove(oldest);
		expect(eventsOf(await workflow.poll())).toEqual([`removed ${oldest.id}`]);
		expect(knowledgeBase.asked).toHaveLength(10);
		await workflow.poll();
		expect(knowledgeBase.asked).toHaveLength(11);
	});
});

describe('what is added', () => {
	test('is told in the same second, and in more than one page, while as many others went', async () => {
		const workflow = await watching(['added'], 250);
		for (const document of knowledgeBase.documents.slice(0, 200)) knowledgeBase.remove(document);
		const added = Array.from({ length: 230 }, () => knowledgeBase.add({ createdAt: NOW }));
		const told = eventsOf(await workflow.poll());
		expect(told.sort()).toEqual(added.map(({ id }) => `added ${id}`).sort());
	});

	test('is told though a transaction that began earlier ends later', async () => {
		const workflow = await watching(['added'], 150);
		knowledgeBase.add({ createdAt: NOW });
		await workflow.poll();
		const late = knowledgeBase.add({ createdAt: NOW - 60 });
		expect(eventsOf(await workflow.poll())).toEqual([`added ${late.id}`]);
	});

	test('is told though its time is older and its position is that of one that went', async () => {
		const workflow = await watching(['added'], 150);
		knowledgeBase.remove(knowledgeBase.documents.at(-1)!);
		const added = knowledgeBase.add({ createdAt: NOW - 5 * HOUR });
		expect(added.position).toBe(150);
		expect(eventsOf(await workflow.poll())).toEqual([`added ${added.id}`]);
	});

	test('is told while it shifts the pages that are being read', async () => {
		const workflow = await watching(['added'], 150);
		for (let i = 0; i < 120; i++) knowledgeBase.add({ createdAt: NOW });
		knowledgeBase.meanwhile = ({ page }) => {
			knowledgeBase.meanwhile = undefined;
			if (page === 1) knowledgeBase.meanwhile = () => addOnce();
		};
		const addOnce = () => {
			knowledgeBase.meanwhile = undefined;
			knowledgeBase.add({ createdAt: NOW + 1 });
		};
		const told = [...(await workflow.poll()), ...(await workflow.poll())];
		expect(new Set(eventsOf(told)).size).toBe(told.length);
		expect(told).toHaveLength(121);
	});

	test('is told once it matches the filters, when that is later', async () => {
		const workflow = await watching(['added'], 50, { keyword: 'HR' });
		const document = knowledgeBase.add({ createdAt: NOW, name: 'report.pdf' });
		expect(await workflow.poll()).toEqual([]);
		document.name = 'HR report.pdf';
		expect(eventsOf(await workflow.poll())).toEqual([`added ${document.id}`]);
		expect(await workflow.poll()).toEqual([]);
	});

	test('carries the folder and the file name that a drive wants', async () => {
		const workflow = await watching(['added']);
		knowledgeBase.add({ name: 'a/report.pdf' });
		const [{ json }] = await workflow.poll();
		expect(json).toMatchObject({
			event: 'added',
			name: 'a/report.pdf',
			knowledgeBaseId: knowledgeBase.id,
			folder: 'HR _ Reports',
			fileName: 'report.pdf',
		});
	});
});

describe('what becomes ready', () => {
	test('is told once, also of a document that was there before and is far down', async () => {
		const old = knowledgeBase.add({ createdAt: NOW - 300 * DAY, status: 'error' });
		const workflow = await watching(['ready'], 250);
		expect(await workflow.poll()).toEqual([]);
		old.status = 'indexing';
		expect(await workflow.poll()).toEqual([]);
		old.status = 'available';
		expect(eventsOf(await workflow.poll())).toEqual([`ready ${old.id}`]);
		old.status = 'indexing';
		await workflow.poll();
		old.status = 'available';
		expect(await workflow.poll()).toEqual([]);
	});

	test('costs one request more while one far down is not ready', async () => {
		knowledgeBase.add({ createdAt: NOW - 300 * DAY, status: 'error' });
		const workflow = await watching(['ready'], 1000);
		await workflow.poll();
		expect(knowledgeBase.asked).toEqual([
			{ page: 1, limit: 100 },
			{ status: 'error', page: 1, limit: 100 },
		]);
	});

	test('is told again after the file was replaced, where that is watched', async () => {
		const workflow = await watching(['ready', 'replaced'], 3);
		const [document] = knowledgeBase.documents;
		document.fileId = knowledgeBase.id;
		document.status = 'indexing';
		expect(eventsOf(await workflow.poll())).toEqual([`replaced ${document.id}`]);
		document.status = 'available';
		expect(eventsOf(await workflow.poll())).toEqual([`ready ${document.id}`]);
	});
});

describe('what is removed', () => {
	test('is told with its ID, and where its file was put', async () => {
		const workflow = await watching(['removed'], 3);
		const [document] = knowledgeBase.documents;
		knowledgeBase.remove(document);
		const [{ json }] = await workflow.poll();
		expect(json).toEqual({
			event: 'removed',
			id: document.id,
			knowledgeBaseId: knowledgeBase.id,
			folder: 'HR _ Reports',
		});
	});

	test('is not told of a document that the filters did not let through', async () => {
		const workflow = await watching(['removed'], 3, { keyword: 'HR' });
		const matching = knowledgeBase.add({ name: 'HR.pdf', createdAt: NOW });
		await workflow.poll();
		for (const document of knowledgeBase.documents) knowledgeBase.remove(document);
		expect(eventsOf(await workflow.poll())).toEqual([`removed ${matching.id}`]);
	});

	test('is told before what is added, so that a new file of the same name stays', async () => {
		const workflow = await watching(['added', 'removed'], 3);
		const [document] = knowledgeBase.documents;
		const added = knowledgeBase.add({ createdAt: NOW });
		knowledgeBase.remove(document);
		const told = eventsOf(await workflow.poll());
		expect(told).toEqual([`removed ${document.id}`, `added ${added.id}`]);
	});
});

describe('when something goes wrong', () => {
	test('a poll ends with the sentence, and the next one tells what was missed', async () => {
		const workflow = await watching(['added', 'removed', 'replaced'], 250);
		const before = JSON.stringify(workflow.staticData);
		const added = knowledgeBase.add({ createdAt: NOW });
		knowledgeBase.meanwhile = ({ page }) => {
			knowledgeBase.failures = page === 3 ? 1 : 0;
		};
		await expect(workflow.poll()).rejects.toMatchObject({
			message: 'Dify does not accept the API key',
			description: expect.stringContaining(
				'Nothing is lost: the next poll tells what happened meanwhile.',
			) as string,
		});
		expect(JSON.stringify(workflow.staticData)).toBe(before);
		knowledgeBase.meanwhile = undefined;
		knowledgeBase.failures = 0;
		expect(eventsOf(await workflow.poll())).toEqual([`added ${added.id}`]);
	});

	test('two polls at the same time tell a document once', async () => {
		const workflow = await watching(['added'], 10);
		knowledgeBase.add({ createdAt: NOW });
		const both = await Promise.all([workflow.poll(), workflow.poll()]);
		expect(both.flat()).toHaveLength(1);
	});
});

describe('when the trigger is set up anew', () => {
	test('another knowledge base begins without telling what is there', async () => {
		const workflow = await watching(['added'], 3);
		const other = new ChangingKnowledgeBase('other');
		other.add();
		const moved = new WatchingWorkflow(other, { events: ['added'] });
		moved.staticData = workflow.staticData;
		expect(await moved.poll()).toEqual([]);
		expect(await moved.poll()).toEqual([]);
	});

	test('an event that is watched from now on is told from now on', async () => {
		const workflow = await watching(['added'], 250);
		const later = new WatchingWorkflow(knowledgeBase, {
			events: ['added', 'ready', 'removed', 'replaced'],
		});
		later.staticData = workflow.staticData;
		const added = knowledgeBase.add({ createdAt: NOW });
		expect(eventsOf(await later.poll())).toEqual([`added ${added.id}`, `ready ${added.id}`]);
		const [first, second] = knowledgeBase.documents;
		knowledgeBase.remove(first);
		second.fileId = knowledgeBase.id;
		expect(eventsOf(await later.poll())).toEqual([
			`removed ${first.id}`,
			`replaced ${second.id}`,
			`ready ${second.id}`,
		]);
	});

	test('other filters make no document count as removed or added', async () => {
		const workflow = await watching(['added', 'removed'], 250);
		const narrower = new WatchingWorkflow(knowledgeBase, {
			events: ['added', 'removed'],
			keyword: 'HR',
		});
		narrower.staticData = workflow.staticData;
		expect(await narrower.poll()).toEqual([]);
		knowledgeBase.remove(knowledgeBase.documents[0]);
		expect(await narrower.poll()).toEqual([]);
	});
});

describe('trying the trigger out', () => {
	test('gives the newest document that matches, and changes nothing', async () => {
		const workflow = await watching(['added'], 3, { keyword: 'HR' });
		const [, document] = knowledgeBase.documents;
		document.name = 'HR.pdf';
		const before = JSON.stringify(workflow.staticData);
		expect(eventsOf(await workflow.tryOut())).toEqual([`added ${document.id}`]);
		expect(JSON.stringify(workflow.staticData)).toBe(before);
	});

	test("says n8n's sentence when there is none", async () => {
		const workflow = await watching(['added']);
		await expect(workflow.tryOut()).rejects.toThrow(
			'No data with the current filter could be found',
		);
	});
});

describe('what is remembered', () => {
	test.each([
		[['added'], 5_000],
		[['added', 'ready'], 5_000],
		[['removed'], 400_000],
		[['added', 'ready', 'removed', 'replaced'], 400_000],
	])('of 10,000 documents for %j takes at most %i bytes', async (events, most) => {
		const workflow = await watching(events, 10_000);
		const bytes = Buffer.byteLength(JSON.stringify(workflow.staticData));
		expect(bytes).toBeLessThanOrEqual(most);
	});
});

test.each([
	['Report', 'Report 2026.pdf', true],
	['report', 'Report 2026.pdf', false],
	['R%2026', 'Report 2026.pdf', true],
	['2026%R', 'Report 2026.pdf', false],
	['2_2', '2026', true],
	['_____', '報告書.txt'.slice(0, 4), false],
	['100\\%', '100% sure', true],
	['100\\%', '1000 sure', false],
	['%', '', true],
])('the keyword %s is in %s: %s, as Dify finds it', (keyword, name, isFound) => {
	expect(hasKeyword(name, keyword)).toBe(isFound);
});
