import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry } from '../../../shared/archive/entry';
import type { UnpackLimits } from '../../../shared/archive/limits';
import { archiveFault } from '../../../shared/download/archiveFaults';
import { FileTaker, type KnownFile } from '../../../shared/download/fileItems';
import type { Outcome } from '../../../shared/messages/fault';
import { SplittingRules } from '../text/rules';
import { fetchTextFiles } from '../text/textFiles';
import { deliveredName } from './entryNames';
import { fetchParts, type Download } from './parts';
import {
	skippedOf,
	type SelectedDocument,
	type SkippedDocument,
} from '../selection/selectDocuments';

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
	/** Those that turned out to have no original, where they are wanted as text. */
	withoutOriginal: SelectedDocument[];
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
		const { taker, skipped, withoutOriginal } = batch.value;
		const kept = await taker.kept(download.dify);
		if (kept.fault) return yield kept;
		const files = kept.value.map(({ owner, entry, fileName, binary }) => ({
			document: owner,
			fileName,
			bytes: entry.bytes,
			binary,
		}));
		yield { value: { files, skipped, withoutOriginal } };
	}
}

/** Makes files of the texts of documents that lack an original, one after the other. */
export async function* fetchTexts(
	{ context: { n8n }, dify, knowledgeBaseId }: Omit<Download, 'fileName'>,
	documents: SelectedDocument[],
	leavesOutDisabled: boolean,
): AsyncGenerator<Outcome<Omit<FetchedFiles, 'withoutOriginal'>>> {
	const rules = new SplittingRules(knowledgeBaseId);
	const request = { knowledgeBaseId, rules, leavesOutDisabled };
	for await (const outcome of fetchTextFiles(dify, documents, request)) {
		if (outcome.fault) return yield outcome;
		const { document, reason } = outcome.value;
		if (reason !== undefined) {
			yield { value: { files: [], skipped: [skippedOf(document, reason)] } };
			continue;
		}
		const { fileName, content } = outcome.value;
		const kept = await n8n.helpers.prepareBinaryData(content, fileName, 'text/markdown').then(
			(binary) => ({ value: { document, fileName, bytes: content.length, binary } }),
			(error: unknown) => ({ fault: archiveFault(dify, error, dify.root) }),
		);
		if ('fault' in kept) return yield kept;
		yield { value: { files: [kept.value], skipped: [] } };
	}
}

function knownOf(document: SelectedDocument, { name }: ArchiveEntry): KnownFile {
	return { fileName: deliveredName(document, name), mimeType: document.mimeType };
}
