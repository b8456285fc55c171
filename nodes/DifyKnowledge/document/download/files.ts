import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry } from '../../../shared/archive/entry';
import type { UnpackLimits } from '../../../shared/archive/limits';
import { heldEntry } from '../../../shared/archive/write';
import type { BinaryStore } from '../../../shared/binaryData/store';
import { archiveFault } from '../../../shared/download/archiveFaults';
import { FileTaker, type KeptFile, type KnownFile } from '../../../shared/download/fileItems';
import type { Outcome } from '../../../shared/messages/fault';
import { SplittingRules } from '../text/splittingRules';
import { fetchTextFiles, type TextFile } from '../text/textFiles';
import { deliveredName } from './entryNames';
import { fetchBatches, storeOf, type Download } from './batches';
import { skippedBecause, type SkippedDocument } from '../selection/skippedDocument';
import type { SelectedDocument } from '../selection/selection';

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
	for await (const batch of fetchBatches(download, documents, takerFor)) {
		if (batch.fault) return yield batch;
		const { taker, skipped, withoutOriginal } = batch.value;
		const kept = await taker.kept(download.dify);
		if (kept.fault) return yield kept;
		yield { value: { files: kept.value.map(documentFile), skipped, withoutOriginal } };
	}
}

/** Makes files of the texts of documents that lack an original, in their order. */
export async function fetchTexts(
	download: Download,
	documents: SelectedDocument[],
	leavesOutDisabled: boolean,
	limits: UnpackLimits,
): Promise<Outcome<Omit<FetchedFiles, 'withoutOriginal'>>> {
	const { dify, knowledgeBaseId } = download;
	const rules = new SplittingRules(knowledgeBaseId);
	const request = { knowledgeBaseId, rules, leavesOutDisabled };
	// A high ratio tells of archives that were made to fill disks, and of long tables.
	const taker = new FileTaker<SelectedDocument>({ ...limits, maxRatio: Infinity }, knownOfText);
	const skipped: SkippedDocument[] = [];
	let store: Outcome<BinaryStore> | undefined;
	const take = async (text: TextFile<SelectedDocument>) => {
		const { document, reason } = text;
		if (reason !== undefined) return void skipped.push(skippedBecause(document, reason));
		store ??= await storeOf(download);
		if (store.fault) return store.fault;
		return await taker
			.take(document, heldEntry(text.file), store.value)
			.catch((error: unknown) => archiveFault(dify, error, dify.root));
	};
	for await (const outcome of fetchTextFiles(dify, documents, request)) {
		const fault = outcome.fault ?? (await take(outcome.value));
		if (!fault) continue;
		await taker.endOfPart(false);
		return { fault };
	}
	await taker.endOfBatch(documents);
	const kept = await taker.kept(dify);
	return kept.fault ? kept : { value: { files: kept.value.map(documentFile), skipped } };
}

function documentFile({
	owner,
	entry,
	fileName,
	binary,
}: KeptFile<SelectedDocument>): DocumentFile {
	return { document: owner, fileName, bytes: entry.bytes, binary };
}

function knownOfText(_document: SelectedDocument, { name }: ArchiveEntry): KnownFile {
	return { fileName: name, mimeType: 'text/markdown' };
}

function knownOf(document: SelectedDocument, { name }: ArchiveEntry): KnownFile {
	return { fileName: deliveredName(document, name), mimeType: document.mimeType };
}
