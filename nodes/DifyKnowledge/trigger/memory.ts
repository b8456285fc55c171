import type { IDataObject } from 'n8n-workflow';

import { isObject, textOf } from '../../shared/json';
import { eventsIn, type DocumentEvent } from './events';
import { shortOf, type Observed } from './observed';
import { UNFINISHED } from '../document/filters/status';

/**
 * For how long before the newest document all documents are remembered by their ID. A document gets
 * its time when its transaction begins, and shows when that ends; clocks are set back, too.
 */
export const REMEMBERED_SECONDS = 24 * 3600;

/** What is remembered of a document. */
export interface Remembered {
	createdAt: number;
	file: string;
	status: string;
	/** Whether the filters let it through when it was last seen. */
	matches: boolean;
	/** That it was added has still to be told: it does not match the filters yet, or its file did not come. */
	owesAdded: boolean;
	/** That it is ready has still to be told. */
	owesReady: boolean;
}

/**
 * What one poll remembers for the next one.
 *
 * That a document is new shows by its time, by its ID where it is about as old as the newest, and by
 * its position in the knowledge base where Dify's clock went back: a few documents are enough. To
 * tell what was removed or replaced, all documents are kept.
 */
export interface Memory {
	knowledgeBaseId: string;
	/** What was watched for. */
	events: DocumentEvent[];
	/** The filters as they were set, as JSON. */
	filters: string;
	/** The knowledge base's name made safe; once it is known, it stays. */
	folder?: string;
	/** How many documents the knowledge base had. */
	total: number;
	/** Unix seconds: `documents` has all documents from here on. */
	since: number;
	/** The highest position. */
	position: number;
	keepsAll: boolean;
	documents: Map<string, Remembered>;
}

/** Under what a document is remembered. */
export function keyOf(id: string, keepsAll: boolean): string {
	return keepsAll ? id : shortOf(id);
}

export function recall(memory: Memory, { id }: Observed): Remembered | undefined {
	return memory.documents.get(keyOf(id, memory.keepsAll));
}

/** Whether a document was there before. */
export function isKnown(memory: Memory, observed: Observed): boolean {
	if (recall(memory, observed)) return true;
	if (memory.keepsAll) return false;
	return observed.createdAt < memory.since && observed.position <= memory.position;
}

/** How many documents were there before. */
export function knownCount({ keepsAll, documents, total }: Memory): number {
	return keepsAll ? documents.size : total;
}

/** Whether something could be told about a document already, but its file did not come. */
export function isDue({ matches, owesAdded, owesReady, status }: Remembered): boolean {
	return matches && (owesAdded || (owesReady && !UNFINISHED.includes(status)));
}

/** Whether a document is remembered because its indexing was not complete. */
export function isAwaited({ owesReady, status }: Remembered): boolean {
	return owesReady && UNFINISHED.includes(status);
}

/** The memory as it is kept in n8n's static data: 32 characters for a document, or 17 for a recent one. */
export function toStatic({ documents, keepsAll, ...memory }: Memory): IDataObject {
	const records: string[] = [];
	for (const [key, remembered] of documents) {
		records.push(
			(keepsAll ? packedId(key) + (remembered.file || NO_FILE) : key + packedTime(remembered)) +
				packedState(remembered),
		);
	}
	return { ...memory, keepsAll, documents: records.join('') };
}

/** @returns undefined where nothing is kept, or something that is no memory */
export function fromStatic(kept: unknown): Memory | undefined {
	if (!isObject(kept) || typeof kept.documents !== 'string') return undefined;
	const keepsAll = kept.keepsAll === true;
	const width = keepsAll ? FULL_RECORD : RECENT_RECORD;
	const documents = new Map<string, Remembered>();
	for (let at = 0; at + width <= kept.documents.length; at += width) {
		const record = kept.documents.slice(at, at + width);
		const state = unpackedState(record.slice(-2));
		if (keepsAll) {
			const file = record.slice(22, 30);
			const known = { createdAt: 0, file: file === NO_FILE ? '' : file };
			documents.set(unpackedId(record.slice(0, 22)), { ...known, ...state });
		} else {
			const createdAt = parseInt(record.slice(8, 15), 36);
			documents.set(record.slice(0, 8), { createdAt, file: '', ...state });
		}
	}
	return {
		knowledgeBaseId: textOf(kept.knowledgeBaseId) ?? '',
		events: eventsIn(kept.events),
		filters: textOf(kept.filters) ?? '',
		folder: textOf(kept.folder),
		total: Number(kept.total),
		since: Number(kept.since),
		position: Number(kept.position),
		keepsAll,
		documents,
	};
}

const FULL_RECORD = 32;
const RECENT_RECORD = 17;
const NO_FILE = '--------';
const FINISHED = '.';

function packedId(id: string): string {
	return Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url');
}

function unpackedId(packed: string): string {
	const hex = Buffer.from(packed, 'base64url').toString('hex');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}

/** Seconds up to the year 4453. */
function packedTime({ createdAt }: Remembered): string {
	const seconds = Math.min(Math.max(createdAt, 0), 36 ** 7 - 1);
	return seconds.toString(36).padStart(7, '0');
}

function packedState({ matches, owesAdded, owesReady, status }: Remembered): string {
	const flags = Number(matches) + 2 * Number(owesAdded) + 4 * Number(owesReady);
	return flags + (UNFINISHED.includes(status) ? status[0] : FINISHED);
}

function unpackedState([flags, letter]: string): Omit<Remembered, 'createdAt' | 'file'> {
	return {
		matches: (Number(flags) & 1) > 0,
		owesAdded: (Number(flags) & 2) > 0,
		owesReady: (Number(flags) & 4) > 0,
		status: UNFINISHED.find((status) => status.startsWith(letter)) ?? '',
	};
}
