import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as realPause } from 'node:timers/promises';

import { BinaryDataService } from 'n8n-core';
import { Container } from '@n8n/di';

import {
	answerWith,
	badGateway,
	deliverWith,
	stallInBody,
	tooManyRequests,
} from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { eventually } from '../engine/eventually';
import { archiverZipOf, file } from '../../unit/shared/archive/writers';
import { runWorkflow, workflowOf, type Result } from '../engine/run';
import { addPages, addTexts, zipOf } from './setup';
import { storageFolder, temporaryFiles } from './storage';

const bench = useDify();
/** Far longer than a test may take: one that ends was not waited for. */
const LONG_SECONDS = 600;
const LONG_MS = LONG_SECONDS * 1000;

/** Runs a download and presses stop once `isThere` holds. */
async function cancelledWhen(
	options: object,
	isThere: () => boolean,
	knowledgeBase = addTexts(bench.dify, 40),
): Promise<Result> {
	let cancel = () => {};
	const running = runWorkflow(
		workflowOf('difyKnowledge', zipOf(knowledgeBase, options), 'difyKnowledgeApi'),
		{
			credentials: { difyKnowledgeApi: { apiKey: bench.dify.apiKey, baseUrl: bench.dify.origin } },
			whenStarted: (stop) => (cancel = stop),
		},
	);
	while (!isThere()) await realPause(5);
	await realPause(50);
	cancel();
	return await running;
}

const statuses = () => bench.asked('downloadZip').map(({ status }) => status);
const open = () => bench.dify.requests.filter(({ until }) => until === undefined);

/** Files of n8n's store that this process holds open (Linux: one link for each descriptor). */
function openFiles(): string[] {
	const targets = readdirSync('/proc/self/fd').map((descriptor) => {
		try {
			return readlinkSync(`/proc/self/fd/${descriptor}`);
		} catch {
			return 'the descriptor with which the folder itself was read';
		}
	});
	return targets.filter((target) => target.startsWith(storageFolder()));
}

async function nothingGoesOn() {
	await eventually(() => expect(open()).toEqual([]));
	const asked = bench.dify.requests.length;
	await realPause(300);
	expect(bench.dify.requests).toHaveLength(asked);
	await eventually(() => expect(temporaryFiles()).toEqual([]));
}

test('cancelling ends a pause at once', async () => {
	bench.dify.faults.always('downloadZip', tooManyRequests(LONG_SECONDS));
	await cancelledWhen({}, () => statuses().includes(429));
	await nothingGoesOn();
});

test('cancelling ends requests that wait for an answer', async () => {
	bench.dify.faults.always('downloadZip', deliverWith({ delayMs: LONG_MS }));
	const options = { documentsPerRequest: 10 };
	await cancelledWhen(options, () => statuses().length === 2);
	await nothingGoesOn();
});

test('cancelling ends transfers, and leaves no half file', async () => {
	bench.dify.faults.always('downloadZip', stallInBody(300));
	const options = { documentsPerRequest: 10 };
	await cancelledWhen(options, () => temporaryFiles().length === 1);
	await nothingGoesOn();
});

test('cancelling ends the reading of an error page', async () => {
	const page = { 'Content-Type': 'text/html' };
	bench.dify.faults.always('downloadZip', async (_real, call) => ({
		...(await answerWith(500, '<title>no</title>'.repeat(100), page)(_real, call)),
		trouble: { stallAfterBytes: 20 },
	}));
	await cancelledWhen({}, () => statuses().length === 1);
	await nothingGoesOn();
});

describe('cancelling while texts of documents are fetched', () => {
	const asText = { documentsWithoutOriginal: 'addAsText' };
	const pages = () => addPages(bench.dify, 40);
	const isUnderWay = () => bench.asked('segments').filter(({ until }) => !until).length === 10;

	test.each([
		['that wait for an answer', deliverWith({ delayMs: LONG_MS })],
		['whose body still arrives', stallInBody(30)],
	])('ends requests %s, and leaves no half file', async (_name, fault) => {
		bench.dify.faults.schedule('segments', (nth) => (nth > 3 ? fault : undefined));
		const { items } = await cancelledWhen(
			asText,
			() => isUnderWay() && temporaryFiles().length === 1,
			pages(),
		);
		expect(items).toEqual([]);
		await nothingGoesOn();
		await eventually(() => expect(openFiles()).toEqual([]));
	});

	test('ends pauses at once', async () => {
		bench.dify.faults.schedule('segments', (nth) =>
			nth > 3 ? tooManyRequests(LONG_SECONDS) : undefined,
		);
		const refused = () => bench.asked('segments').filter(({ status }) => status === 429);
		const { items } = await cancelledWhen(asText, () => refused().length === 10, pages());
		expect(items).toEqual([]);
		await nothingGoesOn();
		await eventually(() => expect(openFiles()).toEqual([]));
	});
});

test('a cancelled download hands out nothing', async () => {
	bench.dify.faults.always('downloadZip', badGateway());
	const result = await cancelledWhen({}, () => statuses().length === 1);
	expect(result.items).toEqual([]);
});

describe.each(['downloadZip', 'downloadFiles'])(
	'cancelling %s when a stored part has been opened, but not yet been read,',
	(operation) => {
		beforeEach(async () => {
			// Sizes that only stand behind the data: such archives are stored before they are read.
			const files = Array.from({ length: 10 }, (_, index) => file(`d${index}.txt`));
			const zip = await archiverZipOf(files);
			const type = { 'Content-Type': 'application/zip' };
			bench.dify.faults.always('downloadZip', answerWith(200, zip, type));
		});

		test.each([1, 2, 3, 4])('leaves no file open (opened %i times)', async (times) => {
			const service = Container.get(BinaryDataService);
			const getAsStream = service.getAsStream.bind(service);
			let cancel = () => {};
			let opened = 0;
			jest.spyOn(service, 'getAsStream').mockImplementation(async (...one) => {
				const stream = await getAsStream(...one);
				if (++opened === times) cancel();
				return stream;
			});
			const parameters = zipOf(addTexts(bench.dify, 40), { documentsPerRequest: 10 });
			const { items } = await bench.run(
				{ ...parameters, operation },
				{ whenStarted: (stop) => (cancel = stop) },
			);
			jest.restoreAllMocks();
			expect(items).toEqual([]);
			expect(opened).toBeGreaterThanOrEqual(times);
			await nothingGoesOn();
			await eventually(() => expect(openFiles()).toEqual([]));
		});
	},
);

describe('when one of two requests under way cannot be helped', () => {
	const options = { documentsPerRequest: 10, requestsAtOnce: 2 };
	const refused = answerWith(400, { code: 'invalid_param', message: 'wrong', status: 400 });

	test.each([
		['that still waits for its answer', deliverWith({ delayMs: LONG_MS })],
		['whose body still arrives', stallInBody(300)],
		['that pauses', tooManyRequests(LONG_SECONDS)],
	])('the other one, %s, ends too', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 40);
		bench.dify.faults.nth('downloadZip', 2, fault);
		bench.dify.faults.nth('downloadZip', 1, async (...call) => {
			while (statuses().every((status) => status === undefined)) await realPause(5);
			await realPause(50);
			return await refused(...call);
		});
		const { error, items } = await bench.run(zipOf(knowledgeBase, options));
		expect(error?.message).toBe('Dify does not understand the request');
		expect(items).toEqual([]);
		expect(bench.asked('downloadZip')).toHaveLength(2);
		await nothingGoesOn();
	});
});
