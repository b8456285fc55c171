import type { BinaryStore } from '../../shared/binary/store';
import { madePart, openStore } from '../../shared/download/madePart';
import type { PartToZip, ZippedFile } from '../../shared/download/zipItem';
import type { Outcome } from '../../shared/messages/fault';
import type { TextOptions } from '../text/options';
import { SplittingRules } from '../text/rules';
import { fetchTextFiles } from '../text/textFiles';
import { listOfDocuments, type ListedDocument, type ListFormat } from './documentList';
import { deliveredName } from './entryNames';
import { fetchParts, type Download, type FetchedPart } from './parts';
import {
	byOriginal,
	skippedAsIs,
	skippedOf,
	type SelectedDocument,
	type SkippedDocument,
} from './selection';

/** What goes into one ZIP: the originals of documents, then the texts of those that lack one, then a list. */
export class ZipContent {
	/** Ends all that is under way, as soon as no more of it is wanted. */
	readonly stop = new AbortController();

	readonly skipped: SkippedDocument[];

	/** The documents of each part, in the order of its entries. */
	private readonly inParts: SelectedDocument[][] = [];

	private store: BinaryStore | undefined;

	/** @param leftOut documents that are not wanted, because they lack an original */
	constructor(
		private readonly download: Download & { texts: TextOptions },
		private readonly documents: SelectedDocument[],
		private readonly leftOut: SelectedDocument[],
	) {
		this.skipped = leftOut.map(skippedAsIs);
	}

	async *arriving(): AsyncGenerator<Outcome<PartToZip[]>> {
		const { originals, others: withoutOriginal } = byOriginal(this.documents);
		for await (const outcome of fetchParts(this.download, originals, following(this.stop))) {
			if (outcome.fault) return yield outcome;
			const { parts, skipped } = outcome.value;
			this.skipped.push(...skipped);
			withoutOriginal.push(...outcome.value.withoutOriginal);
			this.inParts.push(...parts.map((part) => part.documents));
			this.store ??= parts[0]?.part.store;
			yield { value: parts.map(withNamesAndTimes) };
		}
		if (withoutOriginal.length > 0) yield* this.texts(withoutOriginal);
	}

	/** The list of documents, when all else is in the ZIP. */
	async list(format: ListFormat, files: ZippedFile[]): Promise<PartToZip> {
		const { name, content } = listOfDocuments(format, this.listed(files));
		return await madePart(this.store!, name, content, undefined);
	}

	/** The files of documents, as the output tells them. */
	filesOf(files: ZippedFile[]) {
		return files.flatMap(({ name, bytes, part, entry }) => {
			const document = this.inParts[part]?.[entry];
			return document ? [{ name, bytes, documentId: document.id }] : [];
		});
	}

	private async *texts(documents: SelectedDocument[]): AsyncGenerator<Outcome<PartToZip[]>> {
		const { context, dify, knowledgeBaseId, texts } = this.download;
		if (!this.store) {
			const path = `/datasets/${knowledgeBaseId}/documents`;
			const opened = await openStore(context, dify, { method: 'GET', path, qs: { limit: 1 } });
			if (opened.fault) return yield opened;
			this.store = opened.value;
		}
		const rules = new SplittingRules(knowledgeBaseId);
		const request = { knowledgeBaseId, rules, leavesOutDisabled: texts.leavesOutDisabled };
		for await (const outcome of fetchTextFiles(dify, documents, request, following(this.stop))) {
			if (outcome.fault) return yield outcome;
			const { document, reason } = outcome.value;
			if (reason !== undefined) {
				this.skipped.push(skippedOf(document, reason));
				continue;
			}
			const { fileName, content } = outcome.value;
			this.inParts.push([document]);
			yield { value: [await madePart(this.store, fileName, content, document.createdAt)] };
		}
	}

	private listed(files: ZippedFile[]): ListedDocument[] {
		const fileOf = new Map(
			this.filesOf(files).map(({ documentId, ...file }) => [documentId, file]),
		);
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

/** One that ends with another, and may end before it. */
function following(stop: AbortController): AbortController {
	const own = new AbortController();
	stop.signal.addEventListener('abort', () => own.abort(), { once: true });
	return own;
}

function withNamesAndTimes({ part, documents }: FetchedPart): PartToZip {
	const { entries } = part.archive;
	return {
		part,
		names: entries.map(({ name }, index) => deliveredName(documents[index], name)),
		times: documents.map(({ createdAt }) => createdAt),
	};
}
