import type { IDataObject } from 'n8n-workflow';

import type { Wanted } from '../../../shared/download/batches';
import { textOf } from '../../../shared/json';
import { dateOf } from '../../isoDate';
import type { ListedRow } from '../../paging/page';
import type { KnownNames } from '../download/entryNames';
import { uploadFileOf, whyNotDownloadable } from '../original';
import { simplified } from '../simplified';

/** A document to download, with what is known about it before. */
export interface SelectedDocument extends Wanted, KnownNames {
	mimeType?: string;
	createdAt?: Date;
	/** Undefined where it has an original that can be downloaded, as far as is known. */
	whyNoOriginal?: string;
	/** Its display_status. */
	status?: string;
	/** ID of the rule by which its text was cut into chunks; null where it has none. */
	ruleId?: string | null;
	/** The document's own fields, for the output. */
	fields: IDataObject;
	/** Index of the input item that it comes from. */
	inputItem: number;
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

/** Parts documents with an original from those that lack one. */
export function byOriginal(documents: SelectedDocument[]) {
	const lacks = ({ whyNoOriginal }: SelectedDocument) => whyNoOriginal !== undefined;
	return {
		originals: documents.filter((one) => !lacks(one)),
		others: documents.filter(lacks),
	};
}

/** A document as Dify lists it. */
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
		whyNoOriginal: whyNotDownloadable(document),
		status: textOf(document.display_status),
		ruleId: textOf(document.dataset_process_rule_id) ?? null,
		fields: simplified(document),
		inputItem,
	};
}
