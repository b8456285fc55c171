import type { IDataObject, IExecutePaginationFunctions } from 'n8n-workflow';

import type { Wanted } from '../../../shared/download/batches';
import type { Service } from '../../../shared/http/service';
import { readList } from '../../../shared/parameters/list';
import { isUuid } from '../../isUuid';
import { readChoice } from '../../../shared/parameters/choice';
import { inputFault } from '../../../shared/parameters/inputFault';
import { inputItems } from '../../../shared/engine/inputItems';
import { textOf } from '../../../shared/json';
import type { Outcome } from '../../../shared/messages/fault';
import type { ListedRow } from '../../paging/page';
import { dateOf } from '../../isoDate';
import { uploadFileOf, whyNotDownloadable } from '../original';
import { simplified } from '../simplified';
import type { KnownNames } from '../download/entryNames';
import { readFilters } from '../filters/filters';
import { listMatching } from '../listMatching';
import { fromInputItems } from './fromInputItems';

/** A document to download, with what is known about it before. */
export interface SelectedDocument extends Wanted, KnownNames {
	mimeType?: string;
	createdAt?: Date;
	/** Why it has no original that could be downloaded; undefined where it has, as far as is known. */
	lacksOriginal?: string;
	/** Its display_status. */
	status?: string;
	/** ID of the rule by which its text was cut into chunks; null where it has none. */
	ruleId?: string | null;
	/** The document's own fields, for the output. */
	fields: IDataObject;
	/** Index of the input item that it comes from. */
	inputItem: number;
}

export interface SkippedDocument extends IDataObject {
	documentId: string;
	name: string | null;
	reason: string;
}

export interface Selection {
	documents: SelectedDocument[];
	/** Those that lack an original, which is why they are not wanted. */
	leftOut: SelectedDocument[];
}

/** What is done about documents that cannot be downloaded. */
export interface Unavailable {
	skipUnavailable: boolean;
	/** Whether those that lack an original are wanted all the same, as text. */
	addsTexts: boolean;
}

/** Which documents to download: all that match the filters, the input items, or ids by hand. */
export async function selectDocuments(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
	unavailable: Unavailable,
): Promise<Outcome<Selection>> {
	switch (readChoice(n8n, 'selection', 'Documents', ['all', 'inputItems', 'ids'])) {
		case 'all':
			return await allMatching(n8n, dify, knowledgeBaseId, unavailable.addsTexts);
		case 'inputItems':
			return { value: fromInputItems(n8n, unavailable) };
		case 'ids':
			return { value: fromIds(n8n) };
	}
}

/** Whether one archive is made from all input items, so that the first one has to work for all. */
export function standsForAllItems(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('selection') === 'inputItems';
}

export function coveredItems(n8n: IExecutePaginationFunctions): number[] {
	return standsForAllItems(n8n) ? inputItems(n8n).map((_, index) => index) : [n8n.getItemIndex()];
}

async function allMatching(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	knowledgeBaseId: string,
	addsTexts: boolean,
): Promise<Outcome<Selection>> {
	const inputItem = n8n.getItemIndex();
	const pick = (document: ListedRow) => listedDocument(document, inputItem);
	const listed = await listMatching(dify, knowledgeBaseId, readFilters(n8n), pick);
	if (listed.fault) return listed;
	const { rows } = listed.value;
	if (addsTexts) return { value: { documents: rows, leftOut: [] } };
	const { originals, others } = byOriginal(rows);
	return { value: { documents: originals, leftOut: others } };
}

/** Parts documents with an original from those that lack one. */
export function byOriginal(documents: SelectedDocument[]) {
	const lacks = ({ lacksOriginal }: SelectedDocument) => lacksOriginal !== undefined;
	return {
		originals: documents.filter((one) => !lacks(one)),
		others: documents.filter(lacks),
	};
}

export function listedDocument(document: ListedRow, inputItem: number): SelectedDocument {
	const file = uploadFileOf(document);
	return {
		id: document.id,
		bytes: file.size,
		fileName: file.name,
		name: textOf(document.name),
		extension: file.extension,
		mimeType: file.mime_type,
		createdAt: dateOf(document.created_at),
		lacksOriginal: whyNotDownloadable(document),
		status: textOf(document.display_status),
		ruleId: textOf(document.dataset_process_rule_id) ?? null,
		fields: simplified(document),
		inputItem,
	};
}

/** A document that is left out, as the output tells it. */
export function skippedOf({ id, name, fileName }: SelectedDocument, reason: string) {
	return { documentId: id, name: name ?? fileName ?? null, reason } satisfies SkippedDocument;
}

/** One that is left out because it lacks an original. */
export function skippedAsIs(document: SelectedDocument): SkippedDocument {
	return skippedOf(document, document.lacksOriginal ?? '');
}

export function skippedDocument(document: ListedRow, reason: string): SkippedDocument {
	return { documentId: document.id, name: textOf(document.name) ?? null, reason };
}

function fromIds(n8n: IExecutePaginationFunctions): Selection {
	const ids = readList(n8n.getNodeParameter('documentIds', ''))?.flatMap(pastedIds);
	if (!ids || ids.length === 0) {
		throw inputFault(
			n8n,
			ids ? "'Document IDs' is empty" : "'Document IDs' is not a list of IDs",
			"Enter IDs separated by commas or line breaks, or a list from an expression, for example {{ $json.ids }}. 'List' gives the IDs of a knowledge base.",
		);
	}
	ids.forEach((id, index) => {
		if (!isUuid(id)) {
			throw inputFault(
				n8n,
				`'Document IDs' has an entry that is not a document ID, at position ${index + 1}`,
				`'${id}' does not look like 3c90c3cc-0d44-4b50-8888-8dd25736052a.`,
			);
		}
	});
	const inputItem = n8n.getItemIndex();
	const unique = [...new Set(ids.map((id) => id.toLowerCase()))];
	return { documents: unique.map((id) => ({ id, fields: { id }, inputItem })), leftOut: [] };
}

/** IDs as they come out of chats and documents: between spaces and full-width commas, with curly quotes. */
function pastedIds(text: string): string[] {
	return text.split(/[\s、，；“”‘’\u200B-\u200D\u2060\uFEFF]+/).filter((id) => id !== '');
}
