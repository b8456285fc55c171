import type { IDataObject } from 'n8n-workflow';

import { isObject, shownValue, textOf } from '../../shared/json';

/** The file that a document was made from, as Dify describes it; empty when the file is gone. */
interface UploadFile {
	id?: string;
	name?: string;
	size?: number;
	extension?: string;
	mime_type?: string;
}

export function uploadFileOf(document: IDataObject): UploadFile {
	const detail = document.data_source_detail_dict;
	const file = isObject(detail) && isObject(detail.upload_file) ? detail.upload_file : {};
	const { id, name, size, extension, mime_type } = file;
	return {
		id: textOf(id),
		name: textOf(name),
		size: typeof size === 'number' && size >= 0 ? size : undefined,
		extension: textOf(extension),
		mime_type: mediaTypeOf(mime_type),
	};
}

/** As RFC 6838 wants it, without parameters; else n8n takes it from the name. */
function mediaTypeOf(value: unknown): string | undefined {
	const name = String.raw`[a-z0-9][a-z0-9!#$&^_.+-]{0,126}`;
	return new RegExp(`^(${name}/${name})\\s*(;[^\\p{Cc}]*)?$`, 'iu').exec(textOf(value) ?? '')?.[1];
}

/**
 * Why the original of a document cannot be downloaded, or undefined when it can.
 *
 * Dify only hands out uploaded files; archived, disabled, erroneous and still indexing documents
 * count too (Dify 1.13, DocumentService.get_document_download_url).
 */
export function whyNotDownloadable(document: IDataObject): string | undefined {
	if (document.data_source_type !== 'upload_file') {
		const shown = shownValue(document.data_source_type);
		return shown ? `not an uploaded file (${shown})` : 'not an uploaded file';
	}
	return uploadFileOf(document).id ? undefined : 'its original file is no longer on the server';
}
