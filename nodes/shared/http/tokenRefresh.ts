import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Send } from './service';

/** The refreshes under way, by node run: requests that are refused together wait for the same one. */
const refreshes = new WeakMap<object, Promise<void>>();

/**
 * Sends requests so that n8n refreshes an expired OAuth2 token in every version.
 *
 * n8n refreshes when its HTTP client throws the 401. Up to 2.8 it takes `ignoreHttpStatusErrors:
 * { ignore, except }` for a plain `true` and hands the 401 out as an answer (n8n-core,
 * convertN8nRequestToAxios). Then a probe makes n8n refresh, and the request is sent once more; its
 * answer counts, whatever it is.
 *
 * @param probe a request that changes nothing and wants the token, too
 * @param run what all requests of a node run have in common
 */
export function refreshingToken(send: Send, probe: IHttpRequestOptions, run: object): Send {
	return async (options) => {
		const answer = await send(options);
		if (answer.statusCode !== 401) return answer;
		answer.body.destroy();
		const refresh = refreshes.get(run) ?? refreshWith(send, probe);
		refreshes.set(run, refresh);
		await refresh;
		refreshes.delete(run);
		return await send(options);
	};
}

/** When n8n cannot refresh, the request is refused again, and that is what the user has to know. */
async function refreshWith(send: Send, probe: IHttpRequestOptions): Promise<void> {
	const throwing = { ...probe, encoding: 'stream' as const, ignoreHttpStatusErrors: false };
	await send(throwing).then(
		({ body }) => {
			body.destroy();
		},
		() => undefined,
	);
}
