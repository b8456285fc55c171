import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';

import type { OpenAnswer } from '../../../../nodes/shared/http/answer';
import { watchedBody } from '../../../../nodes/shared/http/watchedBody';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const KB = 1024;
const MB = 1024 * KB;

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Transfer {
	/** Bytes that arrive in the nth second; undefined at the end. */
	bytesIn: (second: number) => number | undefined;
	/** Content-Length, where the head tells it. */
	length?: number;
	/** How long the reader takes for a chunk. */
	readingMs?: number;
}

/** Reads a body on a clock of its own. @returns how it ended, after how many minutes */
async function transfer({ bytesIn, length, readingMs = 0 }: Transfer) {
	const ending = new AbortController();
	const ended = once(ending.signal, 'abort').then(() => {
		throw new Error('ended');
	});
	ended.catch(() => undefined);
	async function* arriving() {
		for (let second = 1; bytesIn(second) !== undefined; second++) {
			await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, SECOND))]);
			yield Buffer.alloc(bytesIn(second)!);
		}
	}
	const headers = length === undefined ? {} : { 'content-length': String(length) };
	const answer = { statusCode: 200, headers, body: arriving(), end: () => ending.abort() };
	const start = Date.now();
	const read = async () => {
		let bytes = 0;
		for await (const chunk of watchedBody(answer as unknown as OpenAnswer)) {
			bytes += chunk.length;
			if (readingMs > 0) await new Promise((resolve) => setTimeout(resolve, readingMs));
		}
		return bytes;
	};
	const outcome = read()
		.then(
			(bytes) => ({ bytes, code: undefined }),
			({ code }: { code: string }) => ({ bytes: undefined, code }),
		)
		.then((end) => ({ ...end, minutes: (Date.now() - start) / MINUTE }));
	await jest.advanceTimersByTimeAsync(5 * 60 * MINUTE);
	return await Promise.race([outcome, pause(0, 'goes on' as const)]);
}

/** So many bytes each second, up to a size. */
const steadily = (perSecond: number, size: number) => (second: number) =>
	(second - 1) * perSecond < size ? perSecond : undefined;
const silence = () => 0;

test('silence of a minute is a standstill', async () => {
	expect(await transfer({ bytesIn: silence })).toMatchObject({ code: 'STALLED', minutes: 1 });
});

test('silence of less than a minute is none', async () => {
	const bytesIn = (second: number) => (second === 55 ? MB : second < 56 ? 0 : undefined);
	expect(await transfer({ bytesIn })).toMatchObject({ bytes: MB });
});

describe('300 bytes a second', () => {
	test('of a body whose length is known are given up after a minute, if the rest would take hours', async () => {
		const given = await transfer({ bytesIn: steadily(300, 10 * MB), length: 10 * MB });
		expect(given).toMatchObject({ code: 'STALLED', minutes: 1 });
	});

	test('of a body whose length is not known are given up after five minutes', async () => {
		const given = await transfer({ bytesIn: steadily(300, 10 * MB) });
		expect(given).toMatchObject({ code: 'STALLED', minutes: 5 });
	});

	test('of a short body are waited for', async () => {
		expect(await transfer({ bytesIn: steadily(300, 60_000), length: 60_000 })).toMatchObject({
			bytes: 60_000,
		});
	});
});

test.each([
	['whose length is known', 30 * MB],
	['whose length is not known', undefined],
])('a slow line delivers a body %s: 8 KB a second', async (_name, length) => {
	const size = 30 * MB;
	expect(await transfer({ bytesIn: steadily(8 * KB, size), length })).toMatchObject({
		bytes: size,
	});
});

test('a bad minute in the middle is forgiven', async () => {
	const bytesIn = (second: number) =>
		second > 1200 ? undefined : second > 300 && second < 355 ? 400 : 100 * KB;
	expect(await transfer({ bytesIn, length: 200 * MB })).toMatchObject({ code: undefined });
});

test('whoever reads may take its time: only waiting for the next chunk counts', async () => {
	const bytesIn = steadily(10, 100);
	const slow = await transfer({ bytesIn, readingMs: 10 * MINUTE });
	expect(slow).toMatchObject({ bytes: 100 });
});
