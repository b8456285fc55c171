import type { IBinaryData } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { safeFileName } from '../../shared/archive/names';
import { unpackPart } from '../../shared/download/fileItems';
import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { fetchParts, type Download, type FetchedPart } from './parts';
import type { SelectedDocument, SkippedDocument } from './selection';

/** The original of a document, in n8n's binary store. */
export interface DocumentFile {
	document: SelectedDocument;
	fileName: string;
	bytes: number;
	binary: IBinaryData;
}

export interface FetchedFiles {
	files: DocumentFile[];
	skipped: SkippedDocument[];
}

/**
 * Fetches the originals of documents as files of their own, in the order of the documents: what has
 * arrived of one request after the other.
 */
export async function* fetchFiles(
	download: Download,
	documents: SelectedDocument[],
	limits: UnpackLimits,
): AsyncGenerator<Outcome<FetchedFiles>> {
	for await (const batch of fetchParts(download, documents)) {
		if (batch.fault) return yield batch;
		const files: DocumentFile[] = [];
		for (const part of batch.value.parts) {
			const unpacked = await filesIn(download.dify, part, limits);
			if (unpacked.fault) return yield unpacked;
			files.push(...unpacked.value);
		}
		yield { value: { files, skipped: batch.value.skipped } };
	}
}

async function filesIn(
	dify: Service,
	{ documents, part }: FetchedPart,
	limits: UnpackLimits,
): Promise<Outcome<DocumentFile[]>> {
	const unpacked = await unpackPart(dify, part, limits, ({ index }) => {
		const { fileName, mimeType } = documents[index];
		return { fileName: fileName && safeFileName(fileName), mimeType };
	});
	if (unpacked.fault) return unpacked;
	const files = unpacked.value
		.sort((a, b) => a.entry.index - b.entry.index)
		.map(({ entry, fileName, binary }) => ({
			document: documents[entry.index],
			fileName,
			bytes: entry.bytes,
			binary,
		}));
	return { value: files };
}
