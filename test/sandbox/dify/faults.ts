import { json } from '../answer';
import { difyAnswers } from './answers';
import { documentJson } from './documentJson';
import { makeDocument } from './knowledgeBase';
import { madeUpUuid } from '../madeUpUuid';
import type { Fault } from '../faults';

/** Faults in Dify's own words. */
export const difyFaults = {
	/** 401: an app key (`app-…`) in place of a Knowledge key, or a wrong one. */
	appKey: (): Fault => difyAnswers.accessTokenInvalid,
	/** 403: the API is switched off for the knowledge base. */
	apiNotEnabled: (): Fault => difyAnswers.apiNotEnabled,
	/** 403: the key is bound to other knowledge bases. */
	boundElsewhere: (): Fault => difyAnswers.boundElsewhere,
	/** 400: the plugin service, which lists of knowledge bases need, is down or starting. */
	pluginDaemonDown: (): Fault => difyAnswers.pluginDaemonDown,
	/** 403: Dify Cloud's limit of calls per minute; no Retry-After. */
	rateLimited: (): Fault => difyAnswers.rateLimited,
	/** 403: a limit of the subscription, which waiting does not lift. */
	planLimit: (): Fault => difyAnswers.planLimit,
	/** 404 with HTML: a server without this route. */
	oldServer:
		(version = '1.13.0'): Fault =>
		() => {
			const page = difyAnswers.unknownRoute();
			return { ...page, headers: { ...page.headers, 'X-Version': version } };
		},
	/** 200 with HTML: the base URL leads to the web app. */
	webApp: (): Fault => () => difyAnswers.webApp(),
	/** 500: e.g. a file that is missing in the storage. */
	unknown: (): Fault => difyAnswers.unknown,
	/** A list that never ends: `has_more` is always true and `total` grows with every page. */
	endlessPaging: (): Fault => listOf((page, limit) => (page + 1) * limit),
	/** The list of a knowledge base of so many documents, which nobody has to make before. */
	longList: (total: number): Fault => listOf(() => total),
};

/** A list in which row `n` is document `n`. */
function listOf(totalOf: (page: number, limit: number) => number): Fault {
	return (_real, { url }) => {
		const page = Number(url.searchParams.get('page') ?? 1);
		const limit = Number(url.searchParams.get('limit') ?? 20);
		const total = totalOf(page, limit);
		const before = (page - 1) * limit;
		const count = Math.max(Math.min(limit, 100, total - before), 0);
		const data = Array.from({ length: count }, (_, i) => {
			const number = before + i + 1;
			const seed = { name: `document ${number}.txt`, content: { bytes: 1, seed: 1 } };
			return documentJson(makeDocument(seed, madeUpUuid('long list'), number));
		});
		return json(200, { data, has_more: before + count < total, limit, total, page });
	};
}
