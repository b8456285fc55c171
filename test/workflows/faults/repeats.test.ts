import { buffer } from 'node:stream/consumers';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { difyFaults } from '../../sandbox/dify/faults';
import {
	answerWith,
	badGateway,
	changeHeaders,
	closeInBody,
	contentLengthTooLong,
	contentLengthTooShort,
	deliverWith,
	resetBeforeHead,
	resetInBody,
	stallInBody,
	tooManyRequests,
	type Fault,
} from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import {
	addPages,
	addTexts,
	idsOf,
	pausesBetween,
	runFast,
	runOverStalls,
	textsOfDocuments,
	zipOf,
	zippedTexts,
} from './setup';

const bench = useDify({ now: () => Date.now() });
const limited = useDify({ now: () => Date.now(), rateLimitPerMinute: 10 });

test("1,000 documents arrive through Dify Cloud's limit of 10 downloads a minute", async () => {
	const knowledgeBase = addTexts(limited.dify, 1000);
	const parameters = { ...zipOf(knowledgeBase, { documentsPerRequest: 50 }), selection: 'all' };
	const result = await runFast(limited, parameters);
	expect(result.error).toBeUndefined();
	expect(result.items[0].json.fileCount).toBe(1000);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	expect(limited.asked('downloadZip').some(({ status }) => status === 403)).toBe(true);
});

test('1,000 documents in requests of 100 need no more than the 10 downloads that a minute allows', async () => {
	const knowledgeBase = addTexts(limited.dify, 1000);
	const result = await runFast(limited, { ...zipOf(knowledgeBase), selection: 'all' });
	expect(result.items[0].json.fileCount).toBe(1000);
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
});

describe('a download is made again after', () => {
	const repeated: Array<[string, Fault]> = [
		['a reset before the answer', resetBeforeHead()],
		['a reset inside the body', resetInBody(100)],
		['a body that ends in good order before its length', closeInBody(100)],
		['a Content-Length that is too long', contentLengthTooLong(10)],
		['a Content-Length that is too short', contentLengthTooShort(10)],
		['408', answerWith(408)],
		['425', answerWith(425)],
		['429', tooManyRequests()],
		['500', answerWith(500, 'Internal Server Error', { 'Content-Type': 'text/plain' })],
		['500 in the words of Dify', difyFaults.unknown()],
		['502', badGateway(502)],
		['503', badGateway(503)],
		['504', badGateway(504)],
		['524, which Cloudflare answers after 100 seconds', answerWith(524)],
		['the 403 that is a rate limit', difyFaults.rateLimited()],
	];
	test.each(repeated)('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.next('downloadZip', fault);
		const result = await runFast(bench, zipOf(knowledgeBase));
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
		expect(bench.asked('downloadZip')).toHaveLength(2);
	});

	test.each(repeated)('%s, for a list too', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.next('list', fault);
		const result = await runFast(bench, { ...zipOf(knowledgeBase), selection: 'all' });
		expect(result.error).toBeUndefined();
		expect(result.items[0].json.fileCount).toBe(3);
		expect(bench.asked('list')).toHaveLength(2);
	});

	const textsAfter = async (fault: Fault, run = runFast) => {
		const knowledgeBase = addPages(bench.dify, 3);
		bench.dify.faults.nth('segments', 2, fault);
		const parameters = zipOf(knowledgeBase, { documentsWithoutOriginal: 'addAsText' });
		const result = await run(bench, { ...parameters, selection: 'all' });
		expect(result.error).toBeUndefined();
		expect(Object.keys(await zippedTexts(result))).toHaveLength(3);
		expect(result.items[0].json.skipped).toEqual([]);
		expect(bench.asked('segments')).toHaveLength(4);
	};

	test.each(repeated)('%s, for the chunks of a text too', async (_name, fault) => {
		await textsAfter(fault);
	});

	test('chunks that fall silent for a minute', async () => {
		await textsAfter(stallInBody(100), runOverStalls);
	});

	test('a body that falls silent for a minute', async () => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.next('downloadZip', stallInBody(100));
		const result = await runOverStalls(bench, zipOf(knowledgeBase));
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
		expect(bench.asked('downloadZip')).toHaveLength(2);
	});

	test('a request that is not answered within the Timeout of Request Options', async () => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.next('downloadZip', deliverWith({ delayMs: 60_000 }));
		const parameters = { ...zipOf(knowledgeBase), requestOptions: { timeout: 200_000 } };
		const result = await runOverStalls(bench, parameters);
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
		expect(bench.asked('downloadZip')).toHaveLength(2);
	});
});

describe('a download is never made again after', () => {
	test.each<[string, Fault]>([
		['400', answerWith(400, { code: 'invalid_param', message: 'wrong', status: 400 })],
		['401', difyFaults.appKey()],
		['403 because the API is switched off', difyFaults.apiNotEnabled()],
		['403 because the key is bound elsewhere', difyFaults.boundElsewhere()],
		['403 because of the plan', difyFaults.planLimit()],
		['404', answerWith(404, { code: 'not_found', message: 'Document not found.', status: 404 })],
		['404 of a server without the route', difyFaults.oldServer()],
		['415', answerWith(415, { code: 'unsupported_media_type', message: '', status: 415 })],
		['a web page', difyFaults.webApp()],
	])('%s', async (_name, fault) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		bench.dify.faults.always('downloadZip', fault);
		const result = await runFast(bench, zipOf(knowledgeBase));
		expect(result.error?.message).toBeTruthy();
		expect(result.items).toHaveLength(0);
		expect(bench.asked('downloadZip')).toHaveLength(1);
	});
});

test('what has arrived is not fetched again when a part breaks off', async () => {
	const knowledgeBase = addTexts(bench.dify, 40);
	bench.dify.faults.nth('downloadZip', 2, resetInBody(50));
	bench.dify.faults.nth('downloadZip', 3, badGateway());
	const result = await runFast(bench, zipOf(knowledgeBase, { documentsPerRequest: 10 }));
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	const asked = bench.asked('downloadZip');
	const [, brokenOff] = asked;
	const whole = asked
		.filter((request) => request.status === 200 && request !== brokenOff)
		.map((request) => idsOf(request).join());
	expect(asked).toHaveLength(6);
	expect(whole).toHaveLength(4);
	// The first document of the second part was whole when it broke off.
	const ids = whole.flatMap((one) => one.split(','));
	const fetchedBefore = knowledgeBase.documents[10].id;
	expect([...ids, fetchedBefore].sort()).toEqual(
		knowledgeBase.documents.map(({ id }) => id).sort(),
	);
});

describe('pauses', () => {
	/** Pauses of a download that never succeeds. */
	async function pausesAfter(fault: Fault, options: object = {}) {
		const knowledgeBase = addTexts(bench.dify, 1);
		bench.dify.faults.always('downloadZip', fault);
		const result = await runFast(bench, zipOf(knowledgeBase, options));
		expect(result.error?.message).toBeTruthy();
		return pausesBetween(bench.asked('downloadZip'));
	}

	test('grow from try to try, up to half a minute', async () => {
		const pauses = await pausesAfter(badGateway(), { tries: 10 });
		expect(pauses).toHaveLength(9);
		pauses.forEach((pause, i) => {
			const middle = Math.min(2 ** i, 30);
			expect(pause).toBeGreaterThanOrEqual(middle / 2);
			// The clock goes forward by seconds.
			expect(pause).toBeLessThan(middle * 1.5 + 5);
		});
	});

	test('differ from run to run, so that runs that met do not meet again', async () => {
		const first = await pausesAfter(badGateway(), { tries: 8 });
		bench.dify.requests.length = 0;
		const second = await pausesAfter(badGateway(), { tries: 8 });
		expect(second).not.toEqual(first);
	});

	test('last as long as Retry-After says in seconds', async () => {
		const pauses = await pausesAfter(tooManyRequests(90), { tries: 3 });
		expect(pauses).toHaveLength(2);
		for (const pause of pauses) {
			expect(pause).toBeGreaterThanOrEqual(90);
			expect(pause).toBeLessThan(95);
		}
	});

	test('last until the date that Retry-After names', async () => {
		const inTwoMinutes = () => new Date(Date.now() + 120_000);
		const fault: Fault = (real, call) => tooManyRequests(inTwoMinutes())(real, call);
		const pauses = await pausesAfter(fault, { tries: 2 });
		expect(pauses).toHaveLength(1);
		expect(pauses[0]).toBeGreaterThanOrEqual(118);
		expect(pauses[0]).toBeLessThan(125);
	});

	test('are as usual when Retry-After says nothing that can be read', async () => {
		const fault = answerWith(503, '', { 'Retry-After': '1.5 apples' });
		const pauses = await pausesAfter(fault, { tries: 2 });
		expect(pauses[0]).toBeGreaterThanOrEqual(0.5);
		expect(pauses[0]).toBeLessThan(5);
	});

	test('last a whole window after the 403 that is a rate limit', async () => {
		const pauses = await pausesAfter(difyFaults.rateLimited(), { tries: 2 });
		expect(pauses[0]).toBeGreaterThanOrEqual(60);
		expect(pauses[0]).toBeLessThan(70);
	});
});

describe('repeats end', () => {
	async function triesWith(options: object, fault: Fault = badGateway()) {
		const knowledgeBase = addTexts(bench.dify, 1);
		bench.dify.faults.always('downloadZip', fault);
		const result = await runFast(bench, zipOf(knowledgeBase, options));
		expect(result.error?.message).toBeTruthy();
		return bench.asked('downloadZip').length;
	}

	test('after five tries', async () => expect(await triesWith({})).toBe(5));

	test("after as many tries as 'Tries' says", async () => {
		expect(await triesWith({ tries: 2 })).toBe(2);
	});

	test('at once when one try is allowed', async () => {
		expect(await triesWith({ tries: 1 })).toBe(1);
	});

	test("when the time of 'Keep Trying For (Minutes)' is over", async () => {
		expect(await triesWith({ keepTryingMinutes: 2, tries: 20 }, tooManyRequests(50))).toBe(3);
	});

	test('at once when no time is given for them', async () => {
		expect(await triesWith({ keepTryingMinutes: 0 })).toBe(1);
	});

	test('at once when the server asks for more time than is given', async () => {
		expect(await triesWith({ keepTryingMinutes: 5 }, tooManyRequests(3600))).toBe(1);
	});

	test('with the message of the last answer', async () => {
		const knowledgeBase = addTexts(bench.dify, 1);
		bench.dify.faults.nth('downloadZip', 1, badGateway());
		bench.dify.faults.nth('downloadZip', 2, difyFaults.apiNotEnabled());
		const { error } = await runFast(bench, zipOf(knowledgeBase));
		expect(error?.message).toBe('API access is switched off for this knowledge base');
		expect(bench.asked('downloadZip')).toHaveLength(2);
	});
});

describe('a body that was damaged on the way is fetched again', () => {
	test.each([
		['gzip', 'list'],
		['br', 'list'],
		['gzip', 'downloadZip'],
		['br', 'downloadZip'],
	] as const)('under %s: %s', async (encoding, endpoint) => {
		const knowledgeBase = addTexts(bench.dify, 3);
		const damaged: Fault = async (real, call) => {
			const answer = await changeHeaders({ 'Content-Encoding': encoding })(real, call);
			const { body = '', headers } = answer;
			const pack = encoding === 'gzip' ? gzipSync : brotliCompressSync;
			const packed = pack(typeof body === 'function' ? await buffer(body()) : body);
			packed.fill(0xff, 0, 8);
			return { ...answer, headers: { ...headers, 'Content-Length': packed.length }, body: packed };
		};
		bench.dify.faults.next(endpoint, damaged);
		const parameters = { ...zipOf(knowledgeBase), selection: 'all' };
		const result = await runFast(bench, parameters);
		expect(result.error).toBeUndefined();
		expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
		expect(bench.asked(endpoint)).toHaveLength(2);
		bench.dify.faults.always(endpoint, damaged);
		const { error } = await runFast(bench, { ...parameters, options: { tries: 2 } });
		expect(error?.message).toBe('The connection broke off before everything had arrived');
	});
});

test('an answer with a good body under gzip is read like any other', async () => {
	const knowledgeBase = addTexts(bench.dify, 3);
	bench.dify.faults.next('list', async (real) => {
		const answer = await changeHeaders({ 'Content-Encoding': 'gzip' })(real, {} as never);
		return { ...answer, body: gzipSync(answer.body as string) };
	});
	const result = await runFast(bench, { ...zipOf(knowledgeBase), selection: 'all' });
	expect(await zippedTexts(result)).toEqual(textsOfDocuments(knowledgeBase));
	expect(bench.asked('list')).toHaveLength(1);
});
