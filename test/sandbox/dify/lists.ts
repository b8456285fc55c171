import { json, type Answer } from '../answer';
import { difyAnswers } from './answers';
import { documentJson } from './documentJson';
import type { KnowledgeBase, KnowledgeDocument } from './knowledgeBase';
import { knowledgeBaseJson } from './knowledgeBaseJson';
import { page, readPaging, withUnstableTies, type UnstableTies } from './page';
import { isOlderThan } from '../version';

/** `GET /datasets`. */
export function listKnowledgeBases(
	knowledgeBases: KnowledgeBase[],
	query: URLSearchParams,
	serverVersion: string,
	unstableTies?: UnstableTies,
): Answer {
	if (query.has('tag_ids') && refusesTags(serverVersion)) return difyAnswers.tagsRefused();
	const tagIds = query.getAll('tag_ids');
	const keyword = (query.get('keyword') ?? '').toLowerCase();
	const includeAll = ['true', '1'].includes((query.get('include_all') ?? '').toLowerCase());
	const matching = knowledgeBases
		.filter((one) => includeAll || !one.privateToOthers)
		.filter((one) => one.name.toLowerCase().includes(keyword))
		.filter((one) => tagIds.every((id) => one.tags.some((tag) => tag.id === id)));
	const order = (a: KnowledgeBase, b: KnowledgeBase) => b.createdAt - a.createdAt;
	return ordered(matching, order, query, knowledgeBaseJson, unstableTies);
}

/** Seen on 1.13.2 and 1.14.0. */
function refusesTags(version: string): boolean {
	return !isOlderThan(version, '1.13.1') && !isOlderThan('1.14.0', version);
}

/** `GET /datasets/{id}/documents`. */
export function listDocuments(
	{ documents, builtInMetadata }: KnowledgeBase,
	query: URLSearchParams,
	unstableTies?: UnstableTies,
): Answer {
	const keyword = query.get('keyword');
	const status = query.get('status');
	const isKnownStatus = DISPLAY_STATUSES.includes(status ?? '');
	const pattern = keyword ? like(keyword) : undefined;
	const matching = documents
		.filter((one) => !pattern || pattern.test(one.name))
		.filter((one) => !isKnownStatus || one.displayStatus === status);
	const order = (a: KnowledgeDocument, b: KnowledgeDocument) =>
		b.createdAt - a.createdAt || b.position - a.position;
	const toJson = (one: KnowledgeDocument) => documentJson(one, builtInMetadata);
	return ordered(matching, order, query, toJson, unstableTies);
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

/** A page of the rows in this order. There is no tie-break: rows that are equal in it may change places. */
function ordered<Row>(
	rows: Row[],
	order: (a: Row, b: Row) => number,
	query: URLSearchParams,
	toJson: (row: Row) => object,
	unstableTies?: UnstableTies,
): Answer {
	const paging = readPaging(query);
	if (!paging) {
		return difyAnswers.invalidParam(
			'Input should be a valid integer, unable to parse string as an integer',
		);
	}
	// Reversed first, so that sorting a list in the order of its making takes no time.
	const sorted = rows.reverse().sort(order);
	const shown = unstableTies
		? withUnstableTies(sorted, paging, unstableTies, (a, b) => order(a, b) === 0)
		: sorted;
	return json(200, page(shown, paging, toJson));
}

/**
 * SQL's `LIKE '%keyword%'`: `%` and `_` in the keyword are wildcards too, `\` takes the next character
 * (also the last `%`) literally, and case matters.
 */
function like(keyword: string): RegExp {
	const pattern = `%${keyword}%`.replace(/\\([\s\S])|[\s\S]/gu, (character, escaped?: string) => {
		if (escaped !== undefined) return literal(escaped);
		if (character === '%') return '.*';
		return character === '_' ? '.' : literal(character);
	});
	return new RegExp(`^${pattern}$`, 'su');
}

function literal(character: string): string {
	return character.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
