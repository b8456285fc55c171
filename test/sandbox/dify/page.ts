import { createHash } from 'node:crypto';

const MOST_PER_PAGE = 100;
const PRESET_PER_PAGE = 20;

/** Which page of a list was asked for. */
export interface Paging {
	number: number;
	/** As it was sent, which the answer repeats. */
	limit: number;
	/** Rows on a page. */
	size: number;
}

/**
 * Rows that stand at equal places in the order are sorted anew for each page, as PostgreSQL does:
 * some come twice and as many never, while `total` is right. Another page size misses others.
 */
export interface UnstableTies {
	/** How many rows are missed over all pages. */
	missed: number;
	/** Other rows for another seed. */
	seed: number;
}

/** @returns undefined where page or limit is no whole number, or smaller than `least` */
export function readPaging(query: URLSearchParams, least = -Infinity): Paging | undefined {
	const number = wholeNumber(query.get('page') ?? '1');
	const limit = wholeNumber(query.get('limit') ?? String(PRESET_PER_PAGE));
	if (number === undefined || limit === undefined || Math.min(number, limit) < least) {
		return undefined;
	}
	return { number, limit, size: limit < 1 ? PRESET_PER_PAGE : Math.min(limit, MOST_PER_PAGE) };
}

/**
 * One page. At most 100 items, but `limit` in the answer and the comparison behind `has_more` use
 * the limit that was sent: above 100 `has_more` is always false.
 */
export function page<Item>(
	items: Item[],
	{ number, limit, size }: Paging,
	toJson: (item: Item) => object,
) {
	const start = (Math.max(number, 1) - 1) * size;
	const data = items.slice(start, start + size).map(toJson);
	return { data, has_more: data.length === limit, limit, total: items.length, page: number };
}

/**
 * The rows in the order that a sweep with this page size gets to see where ties are unstable: in
 * the place of each missed row stands one of the page before.
 *
 * @param isTied whether two rows stand at equal places in the order
 */
export function withUnstableTies<Item>(
	items: Item[],
	{ size }: Paging,
	{ missed, seed }: UnstableTies,
	isTied: (a: Item, b: Item) => boolean,
): Item[] {
	const places = items
		.map((_, index) => index)
		.filter((index) => index >= size && isTied(items[index], items[index - size]))
		.map((index) => ({ index, rank: rankOf(`${seed} ${size} ${index}`) }))
		.sort((a, b) => (a.rank < b.rank ? -1 : 1));
	const taken = new Set<number>();
	for (const { index } of places) {
		if (taken.size < missed && !taken.has(index - size) && !taken.has(index + size)) {
			taken.add(index);
		}
	}
	return items.map((item, index) => (taken.has(index) ? items[index - size] : item));
}

function rankOf(text: string): string {
	return createHash('sha1').update(text).digest('hex');
}

function wholeNumber(text: string): number | undefined {
	return /^[+-]?\d{1,9}$/.test(text) ? Number(text) : undefined;
}
