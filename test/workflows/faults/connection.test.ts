import { connectionFaults as broken, type ConnectionFault } from '../../sandbox/tcpProxy';
import { switchingProtocols } from '../../sandbox/faults';
import { useDify, type DifyRun } from '../engine/dify';
import { onFakeClock } from '../engine/fakeClock';
import {
	addTexts,
	runFast,
	runOverStalls,
	textsOfDocuments,
	useProxy,
	zipOf,
	zippedTexts,
} from './setup';

const bench = useDify();
const proxied = useProxy(bench);

const once: Array<[string, ConnectionFault]> = [
	['is reset before the request is read', broken.resetBeforeRequest()],
	['is reset before the answer', broken.resetBeforeHead()],
	['is reset inside the head of the answer', broken.resetInHead()],
	['is reset after the head', broken.resetAfterHead()],
	['is reset inside the body', broken.resetInBody(150)],
	['is closed in good order inside the body', broken.closeInBody(150)],
	[
		'is closed in good order before the answer',
		{ breakAt: { part: 'head', afterBytes: 0 }, how: 'close' },
	],
	[
		'is closed in good order inside the head',
		{ breakAt: { part: 'head', afterBytes: 30 }, how: 'close' },
	],
];
const stalls: Array<[string, ConnectionFault]> = [
	['is half-open: nothing is ever answered', broken.halfOpen()],
	['is half-open inside the head', { breakAt: { part: 'head', afterBytes: 30 }, how: 'stall' }],
	['is half-open inside the body', broken.halfOpenInBody(150)],
];

describe('a download is made again when the connection', () => {
	test.each(once)('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 5);
		proxied.proxy.faults.next('any', fault);
		const { credential } = proxied;
		const result = await runFast(bench, zipOf(knowledgeBase), { credential });
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	});

	test.each(stalls)('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 5);
		proxied.proxy.faults.next('any', fault);
		const { credential } = proxied;
		const result = await runOverStalls(bench, zipOf(knowledgeBase), { credential });
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	});
});

describe('a list is fetched again when the connection', () => {
	test.each(once)('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 5);
		proxied.proxy.faults.next('any', fault);
		const parameters = { ...zipOf(knowledgeBase), selection: 'all' };
		const result = await runFast(bench, parameters, { credential: proxied.credential });
		expect(result.error).toBeUndefined();
		expect(result.items[0].json.fileCount).toBe(5);
	});
});

describe('the message says so when the connection again and again', () => {
	test.each([
		...once.map(([name, fault]) => [name, fault, 'brokeOff'] as const),
		...stalls.slice(0, 2).map(([name, fault]) => [name, fault, 'timeout'] as const),
		[...stalls[2], 'stalled'] as const,
	])('%s', async (_name, fault, row) => {
		const messages = {
			brokeOff: 'The connection broke off before everything had arrived',
			timeout: 'Dify took too long to answer',
			stalled: 'The transfer came to a standstill',
		};
		const knowledgeBase = addTexts(bench.dify, 5);
		proxied.proxy.faults.always('any', fault);
		const { credential } = proxied;
		const result = await runOverStalls(bench, zipOf(knowledgeBase, { tries: 2 }), { credential });
		expect(result.error?.message).toBe(messages[row]);
		expect(result.error?.description).toContain(proxied.proxy.origin);
		expect(result.items).toEqual([]);
	});
});

describe('an answer whose head has no end is given up', () => {
	const TIMEOUT_MS = 20_000;

	/** How long the workflow took by its own clock, in milliseconds. */
	async function timeToGiveUp(settings: DifyRun = {}): Promise<number> {
		const parameters = zipOf(addTexts(bench.dify, 2), { tries: 1 });
		const begun = Date.now();
		const { result, end } = await onFakeClock([], async () => {
			const requestOptions = { timeout: TIMEOUT_MS };
			const ended = await bench.run({ ...parameters, requestOptions }, settings);
			return { result: ended, end: Date.now() };
		});
		expect(result.error?.message).toBe('Dify took too long to answer');
		expect(result.items).toEqual([]);
		return end - begun;
	}

	test('after the Timeout of Request Options: 101 Switching Protocols', async () => {
		bench.dify.faults.always('any', switchingProtocols());
		const took = await timeToGiveUp();
		expect(took).toBeGreaterThanOrEqual(TIMEOUT_MS);
		expect(took).toBeLessThan(2 * TIMEOUT_MS);
	});

	test('when it drips', async () => {
		proxied.proxy.faults.always('any', broken.drip(1, 20));
		await timeToGiveUp({ credential: proxied.credential });
	});
});

test('a connection that is merely slow delivers', async () => {
	const knowledgeBase = addTexts(bench.dify, 5);
	proxied.proxy.faults.always('any', broken.delay(100));
	const result = await bench.run(zipOf(knowledgeBase), { credential: proxied.credential });
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
});

test('a body that arrives byte by byte delivers', async () => {
	const knowledgeBase = addTexts(bench.dify, 1);
	proxied.proxy.faults.always('any', broken.drip(1, 1));
	const result = await bench.run(zipOf(knowledgeBase), { credential: proxied.credential });
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
});
