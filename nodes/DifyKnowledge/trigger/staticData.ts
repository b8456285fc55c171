import type { IDataObject } from 'n8n-workflow';

import { isObject, textOf } from '../../shared/json';
import { UNFINISHED } from '../document/filters/status';
import { eventsIn } from './events';
import type { Memory, Remembered } from './memory';

/** The memory as it is kept in n8n's static data: 32 characters for a document, or 17 for a recent one. */
export function toStaticData({ documents, keepsAll, ...memory }: Memory): IDataObject {
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
export function fromStaticData(kept: unknown): Memory | undefined {
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
