import { json, type Answer } from '../../sandbox/answer';
import type { Fault } from '../../sandbox/faults';

type Body = Record<string, unknown>;

/** The real answer with another JSON body. */
export function changed(change: (body: Body, query: URLSearchParams) => Body): Fault {
	return async (real, { url }) => {
		const { status, body } = await real();
		return json(status, change(JSON.parse(body as string) as Body, url.searchParams));
	};
}

/** The real answer with other rows under `data`. */
export function changedRows(change: (rows: Body[]) => unknown[]): Fault {
	return changed((body) => ({ ...body, data: change(body.data as Body[]) }));
}

export function instead(answer: Answer): Fault {
	return () => answer;
}
