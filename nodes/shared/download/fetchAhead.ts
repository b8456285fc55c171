import { inOrder, limiter } from '../concurrency';
import type { Service } from '../http/service';

/**
 * Fetches batches, several at once, and hands out the results in the order of the batches.
 *
 * @param fetch gets the service with a signal that `stop` and the end of the execution abort, and a
 * turn, for what has to be done in the order of the batches: it comes when those before have been
 * handed out and more is asked for, or when all has been stopped
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
	let handedOut = 0;
	const begin: Array<() => void> = [];
	const fetchWhenFree = async (batch: Batch, place: number) => {
		const turn =
			place === handedOut
				? Promise.resolve()
				: new Promise<void>((resolve) => (begin[place] = resolve));
		return await limited(async () => await fetch(stoppable, batch, turn));
	};
	try {
		for await (const result of inOrder(batches, 2 * atOnce, stop, fetchWhenFree)) {
			yield result;
			begin[++handedOut]?.();
		}
	} finally {
		begin.forEach((beginOne) => beginOne());
	}
}
