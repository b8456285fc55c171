import type { DocumentEvent } from './events';
import { isKnown, keyOf, recall, REMEMBERED_SECONDS, type Memory, type Remembered } from './memory';
import type { Observed } from './observed';
import { UNFINISHED } from '../document/filters/status';

/** What a poll has seen of the knowledge base. */
export interface Seen {
	/** Newest first. */
	documents: Observed[];
	/** How many documents the knowledge base has. */
	total: number;
	/** Whether `documents` are all of them. */
	isWhole: boolean;
}

/** What is watched. */
export interface Watch {
	knowledgeBaseId: string;
	events: Set<DocumentEvent>;
	/** The filters as they are set, as JSON. */
	filters: string;
	/** Whether what is there at the first poll counts as added. */
	includesExisting: boolean;
}

/** Something that happened to a document. */
export interface Happening {
	event: DocumentEvent;
	id: string;
	/** Missing where the document was removed. */
	observed?: Observed;
}

export interface Comparison {
	/** Removed, replaced, added, ready; the oldest documents first. */
	happenings: Happening[];
	/** What to remember once all of these are told. */
	after: Memory;
}

const ORDER: DocumentEvent[] = ['removed', 'replaced', 'added', 'ready'];

/** Whether all documents have to be remembered to tell these events. */
export function needsAll({ events }: Watch): boolean {
	return events.has('removed') || events.has('replaced');
}

/** Whether documents that are not ready were not looked for so far. */
export function isReadyNew(before: Memory | undefined, { events }: Watch): boolean {
	return events.has('ready') && !before?.events.includes('ready');
}

/**
 * Tells what happened since the last poll.
 *
 * @param before undefined at the first poll, to which nothing is new
 */
export function compare(before: Memory | undefined, seen: Seen, watch: Watch): Comparison {
	const keepsAll = needsAll(watch);
	const happenings: Happening[] = [];
	const documents = new Map(before?.keepsAll === keepsAll ? before.documents : []);
	for (const observed of seen.documents) {
		const { events, remembered } = follow(before, observed, watch);
		for (const event of events) happenings.push({ event, id: observed.id, observed });
		documents.set(keyOf(observed.id, keepsAll), remembered);
	}
	if (seen.isWhole) {
		for (const id of forgetMissing(documents, seen, keepsAll)) {
			if (watch.events.has('removed')) happenings.push({ event: 'removed', id });
		}
	}
	let newest = 0;
	let position = before?.position ?? 0;
	for (const observed of seen.documents) {
		newest = Math.max(newest, observed.createdAt);
		position = Math.max(position, observed.position);
	}
	const since = Math.max(before?.since ?? 0, newest - REMEMBERED_SECONDS);
	if (!keepsAll) forgetOlder(documents, since);
	const { knowledgeBaseId, filters } = watch;
	const watched = { knowledgeBaseId, events: [...watch.events], filters };
	const { folder } = before ?? {};
	const { total } = seen;
	const after = { ...watched, folder, total, since, position, keepsAll, documents };
	return { happenings: inOrderOfTelling(happenings), after };
}

/** What happened to one document, and what to remember of it. */
function follow(
	before: Memory | undefined,
	observed: Observed,
	watch: Watch,
): { events: DocumentEvent[]; remembered: Remembered } {
	const { events: watched } = watch;
	const { createdAt, status, matches, isNewest } = observed;
	const isFinished = !UNFINISHED.includes(status);
	const past = before && recall(before, observed);
	const isNew = before ? !isKnown(before, observed) : watch.includesExisting;
	const wasWatched = before?.events.includes('replaced');
	const isReplaced =
		watched.has('replaced') && wasWatched && !!past?.file && past.file !== observed.file;

	let owesAdded = isNew || past?.owesAdded === true;
	let owesReady = isNew || isReplaced || past?.owesReady === true;
	if (isReadyNew(before, watch)) owesReady ||= !isFinished;
	owesAdded &&= watched.has('added');
	owesReady &&= watched.has('ready');

	const events: DocumentEvent[] = [];
	if (isReplaced && matches && !owesAdded) events.push('replaced');
	if (owesAdded && matches) events.push('added');
	if (owesReady && matches && isFinished) events.push('ready');
	owesAdded &&= !matches && isNewest;
	owesReady &&= !isFinished || (!matches && isNewest);
	const { file } = observed;
	return { events, remembered: { createdAt, file, status, matches, owesAdded, owesReady } };
}

/** @returns the IDs of documents that are gone, and of which it was told, or would have been, that they came */
function forgetMissing(
	documents: Map<string, Remembered>,
	seen: Seen,
	keepsAll: boolean,
): string[] {
	const gone: string[] = [];
	const present = new Set(seen.documents.map(({ id }) => keyOf(id, keepsAll)));
	for (const [key, { matches, owesAdded }] of documents) {
		if (present.has(key)) continue;
		documents.delete(key);
		if (matches && !owesAdded) gone.push(key);
	}
	return gone;
}

function forgetOlder(documents: Map<string, Remembered>, since: number): void {
	for (const [key, { createdAt, owesAdded, owesReady }] of documents) {
		if (createdAt < since && !owesAdded && !owesReady) documents.delete(key);
	}
}

function inOrderOfTelling(happenings: Happening[]): Happening[] {
	return happenings.reverse().sort((a, b) => ORDER.indexOf(a.event) - ORDER.indexOf(b.event));
}

/**
 * Keeps in mind what could not be told, so that the next poll tells it.
 *
 * @param untold happenings of documents that are there
 */
export function postpone(
	{ after }: Comparison,
	before: Memory | undefined,
	untold: Happening[],
): void {
	for (const { event, id, observed } of untold) {
		const key = keyOf(id, after.keepsAll);
		const kept = after.documents.get(key) ?? {
			...observed!,
			owesAdded: false,
			owesReady: false,
		};
		if (event === 'added') kept.owesAdded = true;
		if (event === 'ready') kept.owesReady = true;
		if (event === 'replaced') kept.file = before?.documents.get(id)?.file ?? '';
		after.documents.set(key, kept);
	}
}
