import { fetchAhead } from '../../../../nodes/shared/download/fetchAhead';
import { serviceOf } from '../service';

const turn = async () => await new Promise((resolve) => setImmediate(resolve));

/** Fetches that end when they are let go or aborted. */
function handFetch() {
	const begun: number[] = [];
	const ends: Array<() => void> = [];
	const fetch = async ({ signal }: { signal?: AbortSignal }, batch: number) => {
		begun.push(batch);
		return await new Promise<string>((resolve) => {
			ends[batch] = () => resolve(`fetched ${batch}`);
			signal?.addEventListener('abort', () => resolve(`aborted ${batch}`));
		});
	};
	return { begun, ends, fetch };
}

describe('Fetching ahead', () => {
	it('goes on while the consumer is busy, until as many wait as may be under way', async () => {
		const { begun, ends, fetch } = handFetch();
		const batches = [0, 1, 2, 3, 4, 5];
		const results = fetchAhead(serviceOf({}), batches, 1, new AbortController(), fetch);
		const first = results.next();
		await turn();
		expect(begun).toEqual([0]);
		ends[0]();
		expect((await first).value).toBe('fetched 0');
		ends[1]();
		await turn();
		expect(begun).toEqual([0, 1]);
		const second = results.next();
		await turn();
		expect(begun).toEqual([0, 1, 2]);
		expect((await second).value).toBe('fetched 1');
	});

	it('never has more under way than it may', async () => {
		const { begun, ends, fetch } = handFetch();
		const results = fetchAhead(serviceOf({}), [0, 1, 2, 3, 4], 2, new AbortController(), fetch);
		const first = results.next();
		await turn();
		expect(begun).toEqual([0, 1]);
		ends[1]();
		await turn();
		expect(begun).toEqual([0, 1, 2]);
		ends[0]();
		expect((await first).value).toBe('fetched 0');
	});

	it.each(['stop', 'the execution'])('ends what is under way when %s ends it', async (who) => {
		const { fetch } = handFetch();
		const execution = new AbortController();
		const stop = new AbortController();
		const asked = serviceOf({ signal: execution.signal });
		const results = fetchAhead(asked, [0, 1], 2, stop, fetch);
		const first = results.next();
		await turn();
		(who === 'stop' ? stop : execution).abort();
		expect((await first).value).toBe('aborted 0');
	});

	describe('gives each batch a turn', () => {
		/** Fetches that are over at once, but for what they do in their turn. */
		function inTurn() {
			const done: string[] = [];
			const fetch = async (
				{ signal }: { signal?: AbortSignal },
				batch: number,
				itsTurn: Promise<unknown>,
			) => {
				void itsTurn.then(() => done.push(`${signal?.aborted ? 'stopped' : 'turn'} ${batch}`));
			};
			const results = fetchAhead(serviceOf({}), [0, 1, 2], 2, new AbortController(), fetch);
			return { done, results };
		}

		it('when those before have been handed out and more is asked for', async () => {
			const { done, results } = inTurn();
			await results.next();
			await turn();
			expect(done).toEqual(['turn 0']);
			await results.next();
			await turn();
			expect(done).toEqual(['turn 0', 'turn 1']);
		});

		it('or when all has been stopped', async () => {
			const { done, results } = inTurn();
			await results.next();
			await results.return(undefined);
			await turn();
			expect(done).toEqual(['turn 0', 'stopped 1', 'stopped 2']);
		});
	});
});
