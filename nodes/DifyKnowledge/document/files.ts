import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry } from '../../shared/archive/entry';
import type { UnpackLimits } from '../../shared/archive/limits';
import { FileTaker, type KnownFile } from '../../shared/download/fileItems';
import type { Outcome } from '../../shared/messages/fault';
import { deliveredName } from './entryNames';
import { fetchParts, type Download } from './parts';
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
	const takerFor = () => new FileTaker<SelectedDocument>(limits, knownOf);
	for await (const batch of fetchParts(download, documents, takerFor)) {
		if (batch.fault) return yield batch;
		const { taker, skipped } = batch.value;
		const kept = await taker.kept(download.dify);
		if (kept.fault) return yield kept;
		const files = kept.value.map(({ owner, entry, fileName, binary }) => ({
			document: owner,
			fileName,
			bytes: entry.bytes,
			binary,
		}));
		yield { value: { files, skipped } };
	}
}

function knownOf(document: SelectedDocument, { name }: ArchiveEntry): KnownFile {
	return { fileName: deliveredName(document, name), mimeType: document.mimeType };
}
