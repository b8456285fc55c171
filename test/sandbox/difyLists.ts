import { json, type Answer } from './answer';
import { difyAnswers } from './difyAnswers';
import {
	documentJson,
	knowledgeBaseJson,
	type KnowledgeBase,
	type KnowledgeDocument,
} from './difyKnowledgeBase';

const MOST_PER_PAGE = 100;

/** `GET /datasets`. */
export function listKnowledgeBases(
	knowledgeBases: KnowledgeBase[],
	query: URLSearchParams,
	serverVersion: string,
): Answer {
	const tagIds = query.getAll('tag_ids');
	if (tagIds.length > 0 && ['1.13.1', '1.13.2'].includes(serverVersion)) {
		return difyAnswers.invalidParam(
			[
				'1 validation error for DatasetListQuery',
				'tag_ids',
				'  Input should be a valid list [type=list_type]',
				'    For further information visit https://errors.pydantic.dev/2.11/v/list_type',
			].join('\n'),
		);
	}
	const keyword = (query.get('keyword') ?? '').toLowerCase();
	const includeAll = ['true', '1'].includes((query.get('include_all') ?? '').toLowerCase());
	const matching = knowledgeBases
		.filter((one) => includeAll || !one.privateToOthers)
		.filter((one) => one.name.toLowerCase().includes(keyword))
		.filter((one) => tagIds.every((id) => one.tags.some((tag) => tag.id === id)))
		.sort((a, b) => b.createdAt - a.createdAt);
	return page(matching, query, knowledgeBaseJson);
}

/** `GET /datasets/{id}/documents`. */
export function listDocuments(documents: KnowledgeDocument[], query: URLSearchParams): Answer {
	const keyword = query.get('keyword');
	const status = query.get('status');
	const isKnownStatus = DISPLAY_STATUSES.includes(status ?? '');
	const pattern = keyword ? like(keyword) : undefined;
	const matching = documents
		.filter((one) => !pattern || pattern.test(one.name))
		.filter((one) => !isKnownStatus || one.displayStatus === status)
		.sort((a, b) => b.createdAt - a.createdAt || b.position - a.position);
	return page(matching, query, documentJson);
}

const DISPLAY_STATUSES = [
	'queuing',
	'indexing',
	'paused',
	'error',
	'available',
	'disabled',
	'archived',
];

/**
 * One page. At most 100 items, but `limit` in the answer and the comparison behind `has_more` use
 * the limit that was sent: above 100 `has_more` is always false.
 */
function page<Item>(items: Item[], query: URLSearchParams, toJson: (item: Item) => object): Answer {
	const number = wholeNumber(query.get('page') ?? '1');
	const limit = wholeNumber(query.get('limit') ?? '20');
	if (number === undefined || limit === undefined) {
		return difyAnswers.invalidParam(
			'Input should be a valid integer, unable to parse string as an integer',
		);
	}
	const size = Math.min(limit, MOST_PER_PAGE);
	const data = items.slice((number - 1) * size, number * size).map(toJson);
	return json(200, {
		data,
		has_more: data.length === limit,
		limit,
		total: items.length,
		page: number,
	});
}

function wholeNumber(text: string): number | undefined {
	return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : undefined;
}

/** SQL's `LIKE '%keyword%'`: `%` and `_` in the keyword are wildcards, and case matters. */
function like(keyword: string): RegExp {
	const escaped = keyword.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
	return new RegExp(escaped.replaceAll('%', '.*').replaceAll('_', '.'), 's');
}
