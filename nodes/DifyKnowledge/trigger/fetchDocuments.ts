import type { IDataObject } from 'n8n-workflow';

import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { listRows } from '../paging/listRows';
import { MOST_PER_PAGE, fetchPage, type ListedRow } from '../paging/page';
import { isReadyNew, needsAll, type Seen, type Watch } from './compare';
import {
	isAwaited,
	isDue,
	isKnown,
	keyOf,
	knownCount,
	recall,
	REMEMBERED_SECONDS,
	type Memory,
} from './memory';
import { NEWEST, observe, type Observed } from './observed';
import { UNFINISHED } from '../document/filters/status';

/** Last resort against a list that never ends. */
const MOST_PAGES = 1_000;

/** What decides how much has to be read. */
export interface Task {
	dify: Service;
	watch: Watch;
	/** Undefined at the first poll. */
	before: Memory | undefined;
	matches: (document: IDataObject) => boolean;
}

/**
 * Reads as much of the list as it takes to tell what happened: the first page where nothing did.
 *
 * It is asked for without filters, because its total then tells whether documents came or went
 * elsewhere than on the first page.
 */
export async function fetchDocuments(task: Task): Promise<Outcome<Seen>> {
	const { before, watch } = task;
	const due = keysOf(before, isDue);
	const read = await fetchFor(task, due);
	if (read.fault || read.value.isWhole || !watch.events.has('ready')) return read;
	if (!before || isReadyNew(before, watch)) return await addUnfinished(task, read.value);
	return await fetchAwaited(task, before, read.value, due);
}

/** Adds the documents whose indexing is not complete, wherever in the list they are. */
async function addUnfinished(task: Task, seen: Seen): Promise<Outcome<Seen>> {
	const listed = await fetchByStatus(task, UNFINISHED);
	if (listed.fault) return listed;
	const present = new Set(seen.documents.map(({ id }) => id));
	const others = listed.value.filter(({ id }) => !present.has(id));
	return { value: { ...seen, documents: [...seen.documents, ...others] } };
}

/**
 * Documents whose indexing was not complete and that are not among the newest: whether it is now
 * shows by the lists of those that are not, which are short. One that is on none of them any more is
 * looked for in the list of all.
 */
async function fetchAwaited(
	task: Task,
	before: Memory,
	seen: Seen,
	due: string[],
): Promise<Outcome<Seen>> {
	const { keepsAll, documents } = before;
	const present = new Set(seen.documents.map(({ id }) => keyOf(id, keepsAll)));
	const awaited = keysOf(before, isAwaited).filter((key) => !present.has(key));
	if (awaited.length === 0) return { value: seen };
	const statuses = new Set(awaited.map((key) => documents.get(key)!.status));
	const listed = await fetchByStatus(
		task,
		UNFINISHED.filter((status) => statuses.has(status)),
	);
	if (listed.fault) return listed;
	const unfinished = new Map(listed.value.map((one) => [keyOf(one.id, keepsAll), one]));
	const left = awaited.filter((key) => !unfinished.has(key));
	if (left.length > 0) return await fetchFor(task, [...due, ...left]);
	const others = awaited.map((key) => unfinished.get(key)!);
	return { value: { ...seen, documents: [...seen.documents, ...others] } };
}

async function fetchByStatus(task: Task, statuses: string[]): Promise<Outcome<Observed[]>> {
	const found = new Map<string, Observed>();
	for (const status of statuses) {
		const { dify, matches } = task;
		const pick = (row: ListedRow) => observe(row, NEWEST, matches);
		const listed = await listRows(dify, { path: pathOf(task), qs: { status }, pick });
		if (listed.fault) return listed;
		for (const observed of listed.value.rows) found.set(observed.id, observed);
	}
	return { value: [...found.values()] };
}

/** Reads on from the newest document until everything is accounted for. @param sought keys of documents to look for */
async function fetchFor(task: Task, sought: string[]): Promise<Outcome<Seen>> {
	if (needsWholeList(task)) return await fetchWholeList(task);
	const documents: Observed[] = [];
	const ids = new Set<string>();
	let total: number | undefined;
	for (let page = 1; page <= MOST_PAGES; page++) {
		const read = await fetchPage(task.dify, { path: pathOf(task) }, page, MOST_PER_PAGE);
		if (read.fault) return read;
		total ??= read.value.total;
		for (const row of read.value.rows) {
			ids.add(row.id);
			const observed = observe(row, documents.length, task.matches);
			if (observed) documents.push(observed);
		}
		const isSteady = total === read.value.total && ids.size === documents.length;
		if (total === undefined || !isSteady) return await fetchWholeList(task);
		const isWhole = ids.size === total;
		if (isWhole || isEnough(task, documents, total, sought)) {
			return { value: { documents, total, isWhole } };
		}
		if (read.value.rows.length < MOST_PER_PAGE) break;
	}
	return await fetchWholeList(task);
}

async function fetchWholeList(task: Task): Promise<Outcome<Seen>> {
	const { dify, matches } = task;
	const pick = (row: ListedRow) => {
		const observed = observe(row, NEWEST, matches);
		return observed && canBeTold(task, observed)
			? observed
			: observed && { ...observed, document: { id: row.id } };
	};
	const listed = await listRows(dify, { path: pathOf(task), pick });
	if (listed.fault) return listed;
	const { rows } = listed.value;
	const documents = rows.map((one, index) => ({ ...one, isNewest: index < NEWEST }));
	return { value: { documents, total: documents.length, isWhole: true } };
}

/** Whether something may be told about a document, so that all of it is held. */
function canBeTold({ before, watch }: Task, observed: Observed): boolean {
	if (!before) return watch.includesExisting;
	const past = recall(before, observed);
	if (!past) return !isKnown(before, observed);
	return past.owesAdded || past.owesReady || past.file !== observed.file;
}

function needsWholeList({ before, watch }: Task): boolean {
	if (watch.events.has('replaced')) return true;
	if (!before) return needsAll(watch) || watch.includesExisting;
	return needsAll(watch) && !(before.keepsAll && before.filters === watch.filters);
}

/** Whether what was read tells all that happened. */
function isEnough(
	{ before, watch }: Task,
	documents: Observed[],
	total: number,
	sought: string[],
): boolean {
	const last = documents.at(-1);
	if (!last) return false;
	if (!before || before.keepsAll !== needsAll(watch)) {
		const newest = Math.max(...documents.map(({ createdAt }) => createdAt));
		if (last.createdAt >= newest - REMEMBERED_SECONDS) return false;
	}
	if (!before) return true;
	if (!isKnown(before, last)) return false;
	const unknown = documents.filter((observed) => !isKnown(before, observed));
	const expected = knownCount(before) + unknown.length;
	const isAccountedFor = watch.events.has('removed') ? expected === total : expected >= total;
	if (!isAccountedFor) return false;
	const present = new Set(documents.map(({ id }) => keyOf(id, before.keepsAll)));
	return sought.every((key) => present.has(key));
}

function keysOf(
	memory: Memory | undefined,
	is: (remembered: Parameters<typeof isDue>[0]) => boolean,
): string[] {
	const entries = [...(memory?.documents ?? [])];
	return entries.filter(([, remembered]) => is(remembered)).map(([key]) => key);
}

function pathOf({ watch }: Task): string {
	return `/datasets/${watch.knowledgeBaseId}/documents`;
}
