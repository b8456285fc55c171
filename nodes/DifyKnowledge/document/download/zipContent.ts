import { writtenEntry, type WrittenEntry } from '../../../shared/archive/write';
import { archiveFault } from '../../../shared/download/archiveFaults';
import type { ZippedFile, ZipTaker } from '../../../shared/download/zipItem';
import type { Outcome } from '../../../shared/messages/fault';
import type { TextOptions } from '../text/options';
import { SplittingRules } from '../text/splittingRules';
import { fetchTextFiles } from '../text/textFiles';
import { listOfDocuments, type ListFormat } from './documentList';
import { fetchBatches, storeOf, type Download } from './batches';
import {
	skippedWithoutOriginal,
	skippedBecause,
	type SkippedDocument,
} from '../selection/skippedDocument';
import { byOriginal, type SelectedDocument } from '../selection/selection';

/** A download of one operation, and what goes into its ZIPs beside originals. */
export interface ZipDownload extends Download {
	texts: TextOptions;
	listFormat?: ListFormat;
}

/** Stands for the list of documents, which belongs to none of them. */
const LIST_ID = '';

/** What goes into one ZIP: the originals of documents, then the texts of those that lack one, then a list. */
export class ZipContent {
	readonly skipped: SkippedDocument[];

	/** @param leftOut documents that are not wanted, because they lack an original */
	constructor(
		private readonly download: ZipDownload,
		private readonly documents: SelectedDocument[],
		private readonly leftOut: SelectedDocument[],
	) {
		this.skipped = leftOut.map(skippedWithoutOriginal);
	}

	async *fetch(
		taker: ZipTaker<SelectedDocument>,
		isStoredFirst: boolean,
	): AsyncGenerator<Outcome<unknown>> {
		const { originals, others: withoutOriginal } = byOriginal(this.documents);
		const download = { ...this.download, isStoredFirst };
		for await (const outcome of fetchBatches(download, originals, () => taker)) {
			this.skipped.push(...(outcome.value?.skipped ?? []));
			withoutOriginal.push(...(outcome.value?.withoutOriginal ?? []));
			yield outcome;
		}
		yield* this.texts(taker, withoutOriginal);
		const { listFormat } = this.download;
		if (listFormat && taker.files.length > 0) yield await this.list(taker, listFormat);
	}

	private async *texts(
		taker: ZipTaker<SelectedDocument>,
		documents: SelectedDocument[],
	): AsyncGenerator<Outcome<unknown>> {
		const { dify, knowledgeBaseId, texts } = this.download;
		const rules = new SplittingRules(knowledgeBaseId);
		const request = { knowledgeBaseId, rules, leavesOutDisabled: texts.leavesOutDisabled };
		for await (const outcome of fetchTextFiles(dify, documents, request)) {
			if (outcome.fault) return yield outcome;
			const { document, reason } = outcome.value;
			if (reason !== undefined) this.skipped.push(skippedBecause(document, reason));
			else yield await this.add(taker, { ...document, extension: 'md' }, outcome.value.file);
		}
	}

	/** When all else is in the ZIP. */
	private async list(
		taker: ZipTaker<SelectedDocument>,
		format: ListFormat,
	): Promise<Outcome<unknown>> {
		const list = listOfDocuments(format, this.listed(taker.files));
		const owner = { id: LIST_ID, extension: format, fields: {}, inputItem: 0 };
		return await this.add(taker, owner, await writtenEntry(list.name, list.content));
	}

	private async add(
		taker: ZipTaker<SelectedDocument>,
		owner: SelectedDocument,
		made: WrittenEntry,
	): Promise<Outcome<unknown>> {
		const { dify } = this.download;
		const open = async () => await storeOf(this.download);
		return await taker
			.takeMade({ ...owner, fileName: made.entry.name }, made, open)
			.catch((error: unknown) => ({ fault: archiveFault(dify, error, dify.root) }));
	}

	private listed(files: Array<ZippedFile<SelectedDocument>>) {
		const fileOf = new Map(filesOfDocuments(files).map((file) => [file.documentId, file]));
		const reasons = new Map(this.skipped.map(({ documentId, reason }) => [documentId, reason]));
		return [...this.documents, ...this.leftOut].map(({ id, name, fields }) => ({
			documentId: id,
			fields: { name, ...fields },
			file: fileOf.get(id)?.name,
			bytes: fileOf.get(id)?.bytes,
			leftOut: reasons.get(id),
		}));
	}
}

/** The files of a ZIP that are those of documents, as the output tells them. */
export function filesOfDocuments(files: Array<ZippedFile<SelectedDocument>>) {
	return files
		.filter(({ owner }) => owner.id !== LIST_ID)
		.map(({ owner, name, bytes }) => ({ name, bytes, documentId: owner.id }));
}
