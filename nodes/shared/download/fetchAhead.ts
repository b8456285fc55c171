import { inOrder, limiter } from '../concurrency';
import type { Service } from '../http/service';

/**
 * Fetches batches, several at once, and hands out the results in the order of the batches. What is
 * fetched goes to n8n's store: as many as are under way may wait there, so that requests go on
 * while the consumer is busy with a result.
 *
 * @param fetch gets the service with a signal that `stop` and the end of the execution abort
 */
export async function* fetchAhead<S extends Service, Batch, Result>(
	service: S,
	batches: Batch[],
	atOnce: number,
	stop: AbortController,
	fetch: (service: S, batch: Batch) => Promise<Result>,
): AsyncGenerator<Result> {
	const signals = service.signal ? [service.signal, stop.signal] : [stop.signal];
	const stoppable = { ...service, signal: AbortSignal.any(signals) };
	const limited = limiter(atOnce);
	const fetchWhenFree = async (batch: Batch) =>
		await limited(async () => await fetch(stoppable, batch));
	yield* inOrder(batches, 2 * atOnce, stop, fetchWhenFree);
}
