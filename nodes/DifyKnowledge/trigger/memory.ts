import type { DocumentEvent } from './events';
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
