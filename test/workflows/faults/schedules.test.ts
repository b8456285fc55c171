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

const RUNS = 500;
/** Pauses and time limits pass five times as fast as in the other tests. */
const CLOCK_STEP_MS = 5_000;
const bench = useDify();
const proxied = useProxy(bench);

const answerFaults: faults.Fault[] = [
	faults.resetBeforeHead(),
	faults.resetInBody(60),
	faults.closeInBody(60),
	faults.stallInBody(60),
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
const lineFaults: ConnectionFault[] = [
	broken.resetBeforeRequest(),
	broken.resetBeforeHead(),
	broken.resetInHead(),
	broken.resetAfterHead(),
	broken.resetInBody(100),
	broken.closeInBody(100),
	broken.halfOpen(),
	broken.halfOpenInBody(100),
	broken.delay(5),
	broken.drip(200, 1),
];

/** What the table of messages holds, as the user reads it. */
const known = new Set(
	[...difyRows, ...archiveRows, ...connectionRows].map(({ message }) =>
		message.replace('{service}', 'Dify'),
	),
);

/** One run under faults that the seed decides on. @returns how it ended */
async function runUnder(seed: number): Promise<'complete' | 'message'> {
	const random = randomFrom(seed);
	const oneOf = <T>(list: T[]) => list[Math.floor(random() * list.length)];
	const knowledgeBase = addTexts(bench.dify, 1 + Math.floor(random() * 8));
	const density = random() * 0.5;
	bench.dify.faults.clear();
	proxied.proxy.faults.clear();
	for (const endpoint of ['list', 'downloadZip'] as const) {
		bench.dify.faults.schedule(endpoint, () =>
			random() < density ? oneOf(answerFaults) : undefined,
		);
	}
	proxied.proxy.faults.schedule('any', () =>
		random() < density / 2 ? oneOf(lineFaults) : undefined,
	);
	const parameters = {
		...zipOf(knowledgeBase, { documentsPerRequest: 3, requestsAtOnce: oneOf([1, 2, 4]) }),
		selection: oneOf(['all', 'ids']),
	};
	const { credential } = proxied;
	const run = async () => await bench.run(parameters, { credential });
	const result = await onFakeClock([], run, CLOCK_STEP_MS);
	if (result.error) return expectMessage(result);
	expect(result.items).toHaveLength(1);
	expect(result.items[0].json.skipped).toEqual([]);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	return 'complete';
}

function expectMessage({ error, items }: Result): 'message' {
	expect(known).toContain(error!.message);
	expect(error!.description).toBeTruthy();
	expect(items).toEqual([]);
	return 'message';
}

test(`after each of ${RUNS} random schedules of faults the archive is complete and correct, or there is a message`, async () => {
	const ends = { complete: 0, message: 0 };
	for (let seed = 1; seed <= RUNS; seed++) {
		const end = await runUnder(seed).catch((error: Error) => {
			error.message = `Schedule ${seed}: ${error.message}`;
			throw error;
		});
		ends[end]++;
	}
	expect(ends.complete).toBeGreaterThan(RUNS / 4);
	expect(ends.message).toBeGreaterThan(RUNS / 20);
}, 600_000);
