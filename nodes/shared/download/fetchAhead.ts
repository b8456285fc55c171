import { inOrder, limiter } from '../concurrency';
import type { Service } from '../http/service';

/**
 * Fetches batches, several at once, and hands out the results in the order of the batches.
 *
 * @param fetch gets the service with a signal that `stop` and the end of the execution abort, and
 * the end of all batches before, for what has to be done in their order
 */
export async function* fetchAhead<S extends Service, Batch, Result>(
	service: S,
	batches: Batch[],
	atOnce: number,
	stop: AbortController,
	fetch: (service: S, batch: Batch, turn: Promise<unknown>) => Promise<Result>,
): AsyncGenerator<Result> {
	const signals = service.signal ? [service.signal, stop.signal] : [stop.signal];
	const stoppable = { ...service, signal: AbortSignal.any(signals) };
	const limited = limiter(atOnce);
	let turn: Promise<unknown> = Promise.resolve();
	const fetchWhenFree = async (batch: Batch) => {
		const before = turn;
		const fetched = limited(async () => await fetch(stoppable, batch, before));
		turn = Promise.allSettled([before, fetched]);
		return await fetched;
	};
	yield* inOrder(batches, 2 * atOnce, stop, fetchWhenFree);
}
