import { inOrder, limiter } from '../../../nodes/shared/concurrency';

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

/** Work that lasts until it is let go. */
function handWork() {
	const started: number[] = [];
	const ends: Array<() => void> = [];
	const work = async (item: number) => {
		started.push(item);
		await new Promise<void>((resolve) => (ends[item] = resolve));
		return item * 10;
	};
	return { started, ends, work };
}

async function collect<T>(results: AsyncIterable<T>): Promise<T[]> {
	const collected: T[] = [];
	for await (const result of results) collected.push(result);
	return collected;
}

describe('inOrder', () => {
	test('works on so many at once, and hands out results in the order of the items', async () => {
		const { started, ends, work } = handWork();
		const results = collect(inOrder([0, 1, 2, 3], 2, new AbortController(), work));
		await turn();
		expect(started).toEqual([0, 1]);
		ends[1]();
		await turn();
		expect(started).toEqual([0, 1]);
		ends[0]();
		await turn();
		expect(started).toEqual([0, 1, 2, 3].slice(0, started.length));
		expect(started.length).toBeGreaterThanOrEqual(3);
		for (let i = 0; i < 4; i++) {
			ends[2]?.();
			ends[3]?.();
			await turn();
		}
		expect(await results).toEqual([0, 10, 20, 30]);
	});

	test('stops the others when the consumer stops', async () => {
		const stop = new AbortController();
		for await (const result of inOrder([1, 2, 3], 2, stop, async (item) => item)) {
			expect(result).toBe(1);
			break;
		}
		expect(stop.signal.aborted).toBe(true);
	});

	test('stops the others when one throws, and throws it', async () => {
		const stop = new AbortController();
		const work = async (item: number) => {
			if (item === 2) throw new Error('two');
			return item;
		};
		await expect(collect(inOrder([1, 2, 3], 3, stop, work))).rejects.toThrow('two');
		expect(stop.signal.aborted).toBe(true);
	});

	test('no items give no results', async () => {
		expect(await collect(inOrder([], 4, new AbortController(), async () => 1))).toEqual([]);
	});
});

describe('limiter', () => {
	test('lets so many in, the next one when one is done or has thrown', async () => {
		const slots = limiter(2);
		const { started, ends, work } = handWork();
		const all = [0, 1, 2].map(async (item) => await slots(async () => await work(item)));
		const thrown = slots(async () => await Promise.reject(new Error('four')));
		thrown.catch(() => undefined);
		await turn();
		expect(started).toEqual([0, 1]);
		ends[0]();
		await turn();
		expect(started).toEqual([0, 1, 2]);
		ends[1]();
		ends[2]();
		expect(await Promise.all(all)).toEqual([0, 10, 20]);
		await expect(thrown).rejects.toThrow('four');
		expect(await slots(async () => 'still works')).toBe('still works');
	});
});
