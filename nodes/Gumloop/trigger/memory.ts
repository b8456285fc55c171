import type { IDataObject } from 'n8n-workflow';

import { isObject, textOf } from '../../shared/json';

/** More than Gumloop lists, in case its order varies. */
export const MOST_SEEN = 100;

/** Each is asked for at every poll. */
export const MOST_OPEN = 100;

/** What one poll remembers for the next one. */
export interface Memory {
	savedItemId: string;
	/** Runs that were listed, the latest first. */
	seen: string[];
	/** Runs of which it has still to be told that they finished, with how often their files could not be had. */
	open: Map<string, number>;
	/** Runs may have been missed, which no item has told yet. */
	missed: boolean;
	/** The flow's name made safe; once it is known, it stays. */
	folder?: string;
}

export function toStaticData({ open, seen, ...memory }: Memory): IDataObject {
	return { ...memory, seen: seen.slice(0, MOST_SEEN), open: Object.fromEntries(open) };
}

/** @returns undefined where nothing is kept of this flow */
export function fromStaticData(kept: unknown, savedItemId: string): Memory | undefined {
	if (!isObject(kept) || kept.savedItemId !== savedItemId) return undefined;
	const { seen, open, missed, folder } = kept;
	return {
		savedItemId,
		seen: Array.isArray(seen) ? seen.map(String) : [],
		open: new Map(isObject(open) ? Object.entries(open).map(([id, n]) => [id, Number(n)]) : []),
		missed: missed === true,
		folder: textOf(folder),
	};
}
