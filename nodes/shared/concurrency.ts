/**
 * Does work on items, several at once, and hands out the results in the order of the items.
 *
 * While the consumer handles one result, the next ones are already under way. When the consumer
 * stops or a result is an exception, `stop` is aborted so that the others end too.
 *
 * @param atOnce how many items are worked on at the same time, at least 1
 */
export async function* inOrder<Item, Result>(
	items: Iterable<Item>,
	atOnce: number,
	stop: AbortController,
	work: (item: Item, index: number) => Promise<Result>,
): AsyncGenerator<Result> {
	const running: Array<Promise<Result>> = [];
	let index = 0;
	try {
		for (const item of items) {
			running.push(started(work(item, index++)));
			if (running.length >= atOnce) yield await running.shift()!;
		}
		while (running.length > 0) yield await running.shift()!;
	} finally {
		stop.abort();
	}
}

/** A promise whose rejection waits for its turn instead of counting as unhandled. */
export function started<Result>(promise: Promise<Result>): Promise<Result> {
	promise.catch(() => undefined);
	return promise;
}

/** Does work when it may be done. */
export type Turn = <Result>(work: () => Promise<Result>) => Promise<Result>;

/** Lets at most `atOnce` pieces of work run at the same time; the others wait in line. */
export function limiter(atOnce: number): Turn {
	let free = atOnce;
	const waiting: Array<() => void> = [];
	return async (work) => {
		if (free > 0) free--;
		else await new Promise<void>((resolve) => waiting.push(resolve));
		try {
			return await work();
		} finally {
			const next = waiting.shift();
			if (next) next();
			else free++;
		}
	};
}
