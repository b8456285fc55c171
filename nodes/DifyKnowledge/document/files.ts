import type { IBinaryData } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { unpackPart } from '../../shared/download/fileItems';
import { archiveFault } from '../../shared/download/part';
import type { Service } from '../../shared/http/service';
import type { Outcome } from '../../shared/messages/fault';
import { SplittingRules } from '../text/rules';
import { fetchTextFiles } from '../text/textFiles';
import { deliveredName } from './entryNames';
import { fetchParts, type Download, type FetchedPart } from './parts';
import { skippedOf, type SelectedDocument, type SkippedDocument } from './selection';

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
	for await (const batch of fetchParts(download, documents)) {
		if (batch.fault) return yield batch;
		const files: DocumentFile[] = [];
		for (const part of batch.value.parts) {
			const unpacked = await filesIn(download.dify, part, limits);
			if (unpacked.fault) return yield unpacked;
			files.push(...unpacked.value);
		}
		const { skipped, withoutOriginal } = batch.value;
		yield { value: { files, skipped, withoutOriginal } };
	}
}

/** Makes files of the texts of documents that lack an original, one after the other. */
export async function* fetchTexts(
	{ context: { n8n }, dify, knowledgeBaseId }: Download,
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

async function filesIn(
	dify: Service,
	{ documents, part }: FetchedPart,
	limits: UnpackLimits,
): Promise<Outcome<DocumentFile[]>> {
	const unpacked = await unpackPart(dify, part, limits, ({ index, name }) => ({
		fileName: deliveredName(documents[index], name),
		mimeType: documents[index].mimeType,
	}));
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
