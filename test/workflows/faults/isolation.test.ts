import { difyFaults } from '../../sandbox/dify/faults';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import { useDify } from '../engine/dify';
import { onFakeClock } from '../engine/fakeClock';
import {
	addTexts,
	idsOf,
	pausesBetween,
	runFast,
	textsOfDocuments,
	zipOf,
	zippedTexts,
} from './setup';

const bench = useDify();
const skip = { skipUnavailable: true };

/** What isolating one document of so many costs at most: both halves on every level. */
const extraRequests = (documents: number) => 2 * Math.ceil(Math.log2(documents));
/** A document that may only be missing for a moment is asked for once more when the others are there. */
const REPEATS_ALONE = 1;

const NO_ORIGINAL = 'no original file: it is no uploaded file, or its file was deleted';

const spoiled = {
	notUploaded: { dataSourceType: 'notion_import' },
	fileGone: { uploadFileGone: true },
	blobMissing: { blobMissing: true },
};

describe('one document that spoils its batch', () => {
	test.each([
		['is not an uploaded file (404)', spoiled.notUploaded, 0, NO_ORIGINAL],
		['has lost its file (404)', spoiled.fileGone, 0, NO_ORIGINAL],
		[
			'is missing in the storage (500)',
			spoiled.blobMissing,
			REPEATS_ALONE,
			'Dify could not pack it: usually its original file is missing in the storage of Dify',
		],
	])(
		'is left out when it %s; the others come complete and in order',
		async (_name, spoil, more, reason) => {
			const bad = 37;
			const knowledgeBase = addTexts(bench.dify, 100, { [bad]: spoil });
			const result = await runFast(bench, zipOf(knowledgeBase, skip));
			expect(result.error).toBeUndefined();
			const { json } = result.items[0];
			expect(json.skipped).toEqual([
				{ documentId: knowledgeBase.documents[bad].id, name: null, reason },
			]);
			expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase, [bad]));
			expect(
				(json.files as Array<{ documentId: string }>).map(({ documentId }) => documentId),
			).toEqual(knowledgeBase.documents.filter((_, i) => i !== bad).map(({ id }) => id));
			expect(bench.asked('downloadZip').length - 1).toBeLessThanOrEqual(extraRequests(100) + more);
		},
	);

	test.each([0, 63, 99])('is found wherever it stands (%i)', async (bad) => {
		const knowledgeBase = addTexts(bench.dify, 100, { [bad]: spoiled.notUploaded });
		const result = await runFast(bench, zipOf(knowledgeBase, skip));
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase, [bad]));
		expect(bench.asked('downloadZip').length - 1).toBeLessThanOrEqual(extraRequests(100));
	});

	test('costs nothing when the list tells that it cannot be downloaded', async () => {
		const knowledgeBase = addTexts(bench.dify, 100, {
			20: spoiled.notUploaded,
			70: spoiled.fileGone,
		});
		const result = await runFast(bench, { ...zipOf(knowledgeBase, skip), selection: 'all' });
		expect(result.items[0].json.skipped).toHaveLength(2);
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase, [20, 70]));
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});

	test('is left out of separate files too', async () => {
		const knowledgeBase = addTexts(bench.dify, 8, { 3: spoiled.blobMissing });
		const parameters = { ...zipOf(knowledgeBase, skip), operation: 'downloadFiles' };
		const { items } = await runFast(bench, parameters);
		expect(items.map(({ json }) => json.fileName)).toEqual(
			[0, 1, 2, 4, 5, 6, 7].map((i) => `d${i}.txt`),
		);
		expect(items[0].json.skipped).toMatchObject([{ documentId: knowledgeBase.documents[3].id }]);
	});

	test('is skipped alone when it is the only one asked for', async () => {
		const knowledgeBase = addTexts(bench.dify, 1, { 0: spoiled.notUploaded });
		const { items, error } = await runFast(bench, zipOf(knowledgeBase, skip));
		expect(error).toBeUndefined();
		expect(items[0].json).toMatchObject({ fileCount: 0, files: [] });
		expect(items[0].json.skipped).toHaveLength(1);
		expect(items[0].binary).toBeUndefined();
	});
});

test('two documents that spoil a batch are both left out, each with its reason', async () => {
	const knowledgeBase = addTexts(bench.dify, 64, {
		5: spoiled.notUploaded,
		40: spoiled.blobMissing,
	});
	const result = await runFast(bench, zipOf(knowledgeBase, skip));
	expect(result.items[0].json.skipped).toMatchObject([
		{ documentId: knowledgeBase.documents[5].id, reason: expect.stringContaining('uploaded file') },
		{
			documentId: knowledgeBase.documents[40].id,
			reason: expect.stringContaining('could not pack'),
		},
	]);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase, [5, 40]));
	const most = 2 * extraRequests(64) + REPEATS_ALONE;
	expect(bench.asked('downloadZip').length - 1).toBeLessThanOrEqual(most);
});

test('only the batch with the document is split; the others are fetched once', async () => {
	const knowledgeBase = addTexts(bench.dify, 300, { 150: spoiled.notUploaded });
	const result = await runFast(bench, zipOf(knowledgeBase, skip));
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase, [150]));
	const whole = bench.asked('downloadZip').filter((request) => idsOf(request).length === 100);
	expect(whole).toHaveLength(3);
	expect(bench.asked('downloadZip').length - 3).toBeLessThanOrEqual(extraRequests(100));
});

test('a 500 that passes by spoils nothing', async () => {
	const knowledgeBase = addTexts(bench.dify, 16);
	bench.dify.faults.next('downloadZip', difyFaults.unknown());
	const result = await runFast(bench, zipOf(knowledgeBase, skip));
	expect(result.items[0].json.skipped).toEqual([]);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
});

describe('where not a single document can be had', () => {
	const missing = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, i) => [i, spoiled.blobMissing]));

	/** How long the workflow took by its own clock, in milliseconds. */
	async function timed(knowledgeBase: KnowledgeBase) {
		return await onFakeClock([bench.dify], async () => {
			const begun = Date.now();
			const result = await bench.run(zipOf(knowledgeBase, skip));
			return { ...result, took: Date.now() - begun };
		});
	}

	test.each([
		['forty of forty originals are missing', missing(40)],
		['the server answers 500 to everything', {}],
	])('because %s, the message comes after few requests', async (_why, spoil) => {
		const knowledgeBase = addTexts(bench.dify, 40, spoil);
		if (!(0 in spoil)) bench.dify.faults.always('downloadZip', difyFaults.unknown());
		const { error, items, took } = await timed(knowledgeBase);
		expect(error?.message).toBe('Dify could not hand out a single file of those asked for');
		expect(error?.description).toContain("'Documents per Request'");
		expect(items).toEqual([]);
		expect(bench.asked('downloadZip').length).toBeLessThanOrEqual(18);
		expect(took).toBeLessThan(10_000);
	});

	test('but the last of forty, it arrives', async () => {
		const knowledgeBase = addTexts(bench.dify, 40, missing(39));
		const { items } = await timed(knowledgeBase);
		expect(items[0].json).toMatchObject({ fileCount: 1 });
		expect(items[0].json.skipped).toHaveLength(39);
	});

	test('each is left out alone with one document per request', async () => {
		const knowledgeBase = addTexts(bench.dify, 12, missing(12));
		const options = { ...skip, documentsPerRequest: 1 };
		const { items } = await runFast(bench, zipOf(knowledgeBase, options));
		expect(items[0].json.skipped).toHaveLength(12);
	});
});

test('an input item that is left out is listed with its own name', async () => {
	const knowledgeBase = addTexts(bench.dify, 3, { 1: spoiled.notUploaded });
	const items = knowledgeBase.documents.map(({ id }, i) => ({ json: { id, name: `Item ${i}` } }));
	const parameters = { ...zipOf(knowledgeBase, skip), selection: 'inputItems' };
	const { items: zips } = await runFast(bench, parameters, { items });
	expect(zips[0].json.skipped).toMatchObject([{ name: 'Item 1', reason: NO_ORIGINAL }]);
});

describe('with the option off', () => {
	test.each([
		['404', spoiled.notUploaded, 'One of the documents has no original file', 1],
		['500', spoiled.blobMissing, 'Dify could not pack the documents', 3],
	])(
		'the message after %s says that one document is the cause and how to find it',
		async (_status, spoil, message, tries) => {
			const knowledgeBase = addTexts(bench.dify, 10, { 4: spoil });
			const { error, items } = await runFast(bench, zipOf(knowledgeBase));
			expect(items).toEqual([]);
			expect(error?.message).toBe(message);
			expect(error?.description).toMatch(/one document/);
			expect(error?.description).toContain("'Skip Unavailable Documents'");
			const asked = bench.asked('downloadZip');
			expect(asked).toHaveLength(tries);
			// By a clock that goes forward by seconds.
			expect(pausesBetween(asked).reduce((sum, pause) => sum + pause, 0)).toBeLessThan(7);
		},
	);
});
