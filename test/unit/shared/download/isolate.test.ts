import { fetchIsolating } from '../../../../nodes/shared/download/isolate';
import type { Fault } from '../../../../nodes/shared/messages/fault';

const fault = (oneOfMany: boolean): Fault => ({
	row: 'row',
	message: 'no',
	description: '',
	oneOfMany,
});

/** Fetches numbers from a service that refuses every request in which a spoiled one is. */
async function isolate(count: number, spoiled: number[]) {
	const items = Array.from({ length: count }, (_, i) => i);
	let requests = 0;
	const outcome = await fetchIsolating(items, async (asked) => {
		requests++;
		const isSpoiled = asked.some((item) => spoiled.includes(item));
		return isSpoiled ? { fault: fault(true) } : { value: asked.join() };
	});
	return { items, requests, ...outcome.value! };
}

test('a batch without a spoiled one takes one request', async () => {
	const { requests, fetched, skipped } = await isolate(100, []);
	expect([requests, fetched.length, skipped.length]).toEqual([1, 1, 0]);
});

test.each([
	[[0]],
	[[99]],
	[[37]],
	[[3, 64]],
	[[10, 11, 12]],
	[Array.from({ length: 100 }, (_, i) => i)],
])('of 100 with %j spoiled all others arrive, in order', async (spoiled) => {
	const { items, requests, fetched, skipped } = await isolate(100, spoiled);
	const arrived = fetched.flatMap((part) => part.items);
	expect(arrived).toEqual(items.filter((item) => !spoiled.includes(item)));
	expect(fetched.map(({ result }) => result).join()).toBe(arrived.join());
	expect(skipped.map(({ item }) => item)).toEqual(spoiled);
	expect(requests - 1).toBeLessThanOrEqual(spoiled.length * 2 * Math.ceil(Math.log2(100)));
});

test('what no single item can have caused ends it at once', async () => {
	let requests = 0;
	const outcome = await fetchIsolating([1, 2, 3], async () => {
		requests++;
		return { fault: fault(false) };
	});
	expect(outcome.fault?.message).toBe('no');
	expect(requests).toBe(1);
});
