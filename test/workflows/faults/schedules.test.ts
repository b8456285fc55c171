import type { INodeParameters } from 'n8n-workflow';

import * as faults from '../../sandbox/faults';
import { difyFaults } from '../../sandbox/dify/faults';
import { randomFrom } from '../../sandbox/random';
import { connectionFaults as broken, type ConnectionFault } from '../../sandbox/tcpProxy';
import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../nodes/shared/messages/connectionRows';
import { useDify } from '../engine/dify';
import type { Result } from '../engine/run';
import { onFakeClock } from '../engine/fakeClock';
import { addTexts, textsOfDocuments, useProxy, zipOf, zippedTexts } from './setup';

/** Pauses and time limits pass five times as fast as in the other tests. */
const CLOCK_STEP_MS = 5_000;
const bench = useDify();
const proxied = useProxy(bench);

/** Longer than a ZIP of three of the texts: a break comes in a header, in a file or in the directory. */
const BODY_BYTES = 600;

const answerFaults = (place: number): faults.Fault[] => [
	faults.resetBeforeHead(),
	faults.resetInBody(place),
	faults.closeInBody(place),
	faults.stallInBody(place),
	faults.contentLengthTooLong(5),
	faults.contentLengthTooShort(5),
	faults.wrongContentType('text/html'),
	faults.badGateway(502),
	faults.badGateway(504),
	faults.tooManyRequests(),
	faults.tooManyRequests(20),
	faults.answerWith(408),
	faults.answerWith(500, 'oops'),
	faults.answerWith(404, { message: 'Document not found.' }),
	faults.redirect(307, ({ url }) => url.pathname + url.search),
	faults.rawHeader('X-Bad', 'a\u0000b'),
	difyFaults.unknown(),
	difyFaults.rateLimited(),
	difyFaults.webApp(),
];
const lineFaults = (place: number): ConnectionFault[] => [
	broken.resetBeforeRequest(),
	broken.resetBeforeHead(),
	broken.resetInHead(),
	broken.resetAfterHead(),
	broken.resetInBody(place),
	broken.closeInBody(place),
	broken.halfOpen(),
	broken.halfOpenInBody(place),
	broken.delay(5),
	broken.drip(200, 1),
];

/** What the table of messages holds, as the user reads it. */
const known = new Set(
	[...difyRows, ...archiveRows, ...connectionRows].map(({ message }) =>
		message.replace('{service}', 'Dify'),
	),
);

type Endpoint = Parameters<typeof bench.dify.faults.schedule>[0];

/** A run under faults that its seed decides on. */
class Schedule {
	private readonly random: () => number;

	constructor(seed: number) {
		this.random = randomFrom(seed);
	}

	oneOf<T>(list: T[]): T {
		return list[Math.floor(this.random() * list.length)];
	}

	async run(parameters: INodeParameters, endpoints: Endpoint[]): Promise<Result> {
		const density = this.random() * 0.5;
		bench.dify.faults.clear();
		proxied.proxy.faults.clear();
		for (const endpoint of endpoints) {
			bench.dify.faults.schedule(endpoint, () => this.faultOf(answerFaults, density));
		}
		proxied.proxy.faults.schedule('any', () => this.faultOf(lineFaults, density / 2));
		const { credential } = proxied;
		const run = async () => await bench.run(parameters, { credential });
		return await onFakeClock([], run, CLOCK_STEP_MS);
	}

	/** @param faultsAt what may happen, at a place in the body */
	private faultOf<F>(faultsAt: (place: number) => F[], density: number): F | undefined {
		if (this.random() >= density) return undefined;
		return this.oneOf(faultsAt(Math.floor(this.random() * BODY_BYTES)));
	}
}

type End = 'complete' | 'message';

async function originalsUnder(seed: number): Promise<End> {
	const schedule = new Schedule(seed);
	const knowledgeBase = addTexts(bench.dify, schedule.oneOf([1, 2, 3, 4, 5, 6, 7, 8]));
	const requestsAtOnce = schedule.oneOf([1, 2, 4]);
	const selection = schedule.oneOf(['all', 'ids']);
	const parameters = zipOf(knowledgeBase, { documentsPerRequest: 3, requestsAtOnce });
	const result = await schedule.run({ ...parameters, selection }, ['list', 'downloadZip']);
	if (result.error) return expectMessage(result);
	expect(result.items).toHaveLength(1);
	expect(result.items[0].json.skipped).toEqual([]);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	return 'complete';
}

/** Every second document lacks an original, and has more chunks than a page holds. */
async function textsUnder(seed: number): Promise<End> {
	const schedule = new Schedule(seed);
	const count = schedule.oneOf([2, 4, 6]);
	const chunks = Array.from({ length: 150 }, (_, i) => `chunk ${i}`);
	const page = { dataSourceType: 'notion_import', chunks };
	const pages = Array.from({ length: count }, (_, i) => (i % 2 ? [[i, page]] : [])).flat();
	const knowledgeBase = addTexts(bench.dify, count, Object.fromEntries(pages) as never);
	const parameters = zipOf(knowledgeBase, { documentsWithoutOriginal: 'addAsText' });
	const selection = schedule.oneOf(['all', 'ids']);
	const endpoints: Endpoint[] = ['downloadZip', 'document', 'segments'];
	const result = await schedule.run({ ...parameters, selection }, endpoints);
	if (result.error) return expectMessage(result);
	const skipped = result.items[0].json.skipped as Array<{ documentId: string; reason: string }>;
	for (const { reason } of skipped)
		expect(reason).toMatch(/^(no text: .*|not in this knowledge base)$/);
	const leftOut = skipped.map(({ documentId }) => documentId);
	const delivered = knowledgeBase.documents.flatMap(({ id, name }, i) => {
		if (leftOut.includes(id)) return [];
		if (i % 2 === 0) return [[name, `text of d${i}`]];
		return [[`${name}.md`, `# ${name}\n\n${chunks.join('\n\n')}\n`]];
	});
	expect(await zippedTexts(result)).toEqual(Object.fromEntries(delivered));
	expect(delivered).toHaveLength(count - skipped.length);
	return skipped.length > 0 ? 'message' : 'complete';
}

function expectMessage({ error, items }: Result): 'message' {
	expect(known).toContain(error!.message);
	expect(error!.description).toBeTruthy();
	expect(items).toEqual([]);
	return 'message';
}

test.each([
	['the archive of originals', originalsUnder, 500],
	['the archive with texts, or the reason why one is left out,', textsUnder, 200],
])(
	'after each of many random schedules of faults %s is complete and correct, or there is a message',
	async (_name, runUnder, runs) => {
		const ends = { complete: 0, message: 0 };
		for (let seed = 1; seed <= runs; seed++) {
			const end = await runUnder(seed).catch((error: Error) => {
				error.message = `Schedule ${seed}: ${error.message}`;
				throw error;
			});
			ends[end]++;
		}
		expect(ends.complete).toBeGreaterThan(runs / 4);
		expect(ends.message).toBeGreaterThan(runs / 20);
	},
	600_000,
);
