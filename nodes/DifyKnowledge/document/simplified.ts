import type { IDataObject } from 'n8n-workflow';

import { objectsIn, textOf } from '../../shared/json';
import { isoDate } from '../isoDate';
import { uploadFileOf, whyNotDownloadable } from './original';

/** The fields most people need, by the API's own names: ten, as n8n wants it. */
export function simplified(document: IDataObject): IDataObject {
	const file = uploadFileOf(document);
	return {
		id: document.id,
		name: document.name,
		display_status: document.display_status,
		data_source_type: document.data_source_type,
		downloadable: whyNotDownloadable(document) === undefined,
		extension: file.extension ?? null,
		size: file.size ?? null,
		word_count: document.word_count,
		created_at: isoDate(document.created_at),
		metadata: metadataOf(document),
	};
}

/** Dify lists metadata as `{id, name, type, value}`, or null when there is none. */
function metadataOf(document: IDataObject): IDataObject {
	const entries = objectsIn(document.doc_metadata).map(
		({ name, value }) => [textOf(name), value] as const,
	);
	return Object.fromEntries(entries.filter(([name]) => name !== undefined));
}
