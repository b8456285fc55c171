import { fetchBatch } from '../../../../nodes/shared/download/isolate';
import type { Fault, Outcome } from '../../../../nodes/shared/messages/fault';
import { serviceOf } from '../service';

const fault = (more: Partial<Fault> = {}): Fault => ({
	row: 'row',
	message: 'no',
	description: '',
	oneOfMany: true,
	...more,
});
const STAYS = fault();
const MAY_PASS = fault({ repeat: 'briefly' });

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

interface Script {
	/** Why an item cannot be had, told when a request holds it; `n` counts the requests from 1. */
	spoils: (item: number, n: number) => Fault | undefined;
	skips?: boolean;
	signal?: AbortSignal;
}

/** Fetches numbers from a service that refuses every request in which a spoiled one is. */
async function isolate(count: number, { spoils, skips = true, signal }: Script) {
	const items = Array.from({ length: count }, (_, i) => i);
	const requests: number[][] = [];
	const isolating: Array<boolean | undefined> = [];
	const start = Date.now();
	let took = 0;
	const fetch = async ({ repeat }: ReturnType<typeof serviceOf>, asked: number[]) => {
		requests.push(asked);
		isolating.push(repeat.isIsolating);
		const spoiled = asked.map((item) => spoils(item, requests.length)).find(Boolean);
		return (spoiled ? { fault: spoiled } : { value: asked.join() }) as Outcome<string>;
	};
	const isolated = fetchBatch(serviceOf({ signal }), items, skips, fetch).finally(
		() => (took = Date.now() - start),
	);
	await jest.advanceTimersByTimeAsync(60_000);
	const outcome = await isolated;
	return { items, requests, isolating, took, outcome, ...outcome.value! };
}

const these = (spoiled: number[], why: Fault) => (item: number) =>
	spoiled.includes(item) ? why : undefined;
const range = (count: number) => Array.from({ length: count }, (_, i) => i);

test('a batch without a spoiled one takes one request', async () => {
	const { requests, fetched, skipped } = await isolate(100, { spoils: () => undefined });
	expect([requests.length, fetched.length, skipped.length]).toEqual([1, 1, 0]);
});

describe.each([
	['for ever', STAYS, 0, 0],
	['perhaps for a moment only', MAY_PASS, 1, 3_000],
])('of 100 with some that are missing %s', (_name, why, moreForEach, pauseMs) => {
	test.each([
		['the first', [0]],
		['the last', [99]],
		['one', [37]],
		['two', [3, 64]],
		['three in a row', [10, 11, 12]],
		['the first thirty', range(30)],
		['all but the last', range(99)],
		['all but the first', range(100).slice(1)],
	])('%s: the others arrive, in order', async (_which, spoiled) => {
		const isolated = await isolate(100, { spoils: these(spoiled, why) });
		const { items, requests, fetched, skipped, took } = isolated;
		const arrived = fetched.flatMap((part) => part.items);
		expect(arrived).toEqual(items.filter((item) => !spoiled.includes(item)));
		expect(fetched.map(({ result }) => result).join()).toBe(arrived.join());
		expect(skipped.map(({ item }) => item)).toEqual(spoiled);
		const most = spoiled.length * (2 * Math.ceil(Math.log2(100)) + moreForEach);
		expect(requests.length - 1).toBeLessThanOrEqual(most + 7);
		expect(took).toBe(pauseMs);
	});
});

test('where every item is refused for a reason that stays, all are skipped', async () => {
	const { skipped, fetched } = await isolate(40, { spoils: () => STAYS });
	expect([skipped.length, fetched.length]).toEqual([40, 0]);
});

describe('where nothing can be had, for a reason that may pass,', () => {
	test.each([2, 3, 8, 40, 100])('%i items need few requests until the message', async (count) => {
		const { outcome, requests, isolating } = await isolate(count, { spoils: () => MAY_PASS });
		expect(outcome.fault?.row).toBe('unexpected');
		expect(outcome.fault?.description).toContain(
			`${Math.min(count, 8)} of ${count} asked for alone`,
		);
		expect(requests.length).toBeLessThanOrEqual(1 + Math.ceil(Math.log2(count)) + 8);
		// The last one is repeated as requests usually are.
		expect(isolating.at(-1)).toBeUndefined();
	});

	test('the items that are asked for alone are from all over the batch', async () => {
		const { requests } = await isolate(40, { spoils: () => MAY_PASS });
		const alone = requests.filter(({ length }) => length === 1).map(([item]) => item);
		expect(alone).toEqual([0, 39, 33, 28, 22, 17, 11, 6, 0]);
	});

	test('a service that works again meanwhile delivers everything', async () => {
		const { outcome } = await isolate(40, { spoils: (_, n) => (n < 15 ? MAY_PASS : undefined) });
		expect(outcome.value?.skipped).toEqual([]);
		expect(outcome.value?.fetched.flatMap(({ items }) => items)).toEqual(range(40));
	});
});

test('what was missing for a moment only is not left out', async () => {
	const spoils = (item: number, n: number) => (item === 5 && n < 6 ? MAY_PASS : undefined);
	const { fetched, skipped, items } = await isolate(16, { spoils });
	expect(skipped).toEqual([]);
	expect(fetched.flatMap((part) => part.items)).toEqual(items);
});

test('what no single item can have caused ends it, wherever it comes', async () => {
	const other = fault({ oneOfMany: false, message: 'other' });
	for (let at = 1; at <= 15; at++) {
		const spoils = (_item: number, n: number) => (n === at ? other : MAY_PASS);
		const { outcome, requests } = await isolate(40, { spoils });
		expect(outcome.fault?.message).toBe('other');
		expect(requests).toHaveLength(at);
	}
});

test('cancelling ends the pause before the last try', async () => {
	const controller = new AbortController();
	const spoils = (item: number) => {
		if (item === 15) setTimeout(() => controller.abort(), 500);
		return item === 3 ? MAY_PASS : undefined;
	};
	const { outcome, took } = await isolate(16, { spoils, signal: controller.signal });
	expect(outcome.fault?.message).toBe('The execution was cancelled');
	expect(took).toBeLessThan(2_000);
});

describe('a batch that is not taken apart', () => {
	test('is told as a whole where nothing is skipped', async () => {
		const { outcome, requests } = await isolate(4, { spoils: () => STAYS, skips: false });
		expect(outcome.fault).toBe(STAYS);
		expect(requests).toHaveLength(1);
	});

	test('is skipped where it is a single item', async () => {
		const { skipped, requests } = await isolate(1, { spoils: () => MAY_PASS });
		expect(skipped).toEqual([{ item: 0, fault: MAY_PASS }]);
		expect(requests).toHaveLength(1);
	});
});
