import type { BinaryStore } from '../../../shared/binaryData/store';
import { batchesOf } from '../../../shared/download/batches';
import { fetchAhead } from '../../../shared/download/fetchAhead';
import { fetchBatch } from '../../../shared/download/isolate';
import { openStore } from '../../../shared/download/openStore';
import { fetchPart, type PartContext, type Wanted } from '../../../shared/download/part';
import type { Taker } from '../../../shared/download/taker';
import type { Service } from '../../../shared/http/service';
import type { Fault, Outcome } from '../../../shared/messages/fault';
import { orAgentFault } from '../../knowledgeBase/orAgentFault';
import { EntryOrder } from './entryNames';
import type { BatchOptions } from './options';
import { skippedBecause, type SkippedDocument } from '../selection/skippedDocument';
import type { SelectedDocument } from '../selection/selection';

/** Dify builds a whole ZIP before its first byte: larger ones run into the time limits of proxies. */
const MOST_BYTES_PER_REQUEST = 200 * 1024 ** 2;
/** Of documents whose size is not known. Nobody's hundred documents are larger. */
const MOST_BYTES_UNKNOWN = 20 * 1024 ** 3;
/** Dify counted characters instead of bytes for text until August 2026: up to four bytes each. */
const BYTES_PER_KNOWN_BYTE = 4;
const SLACK_BYTES = 16 * 1024 ** 2;

export interface FetchedBatch<T> {
	/** Has taken the files. */
	taker: T;
	skipped: SkippedDocument[];
	/** Those that turned out to have no original, where they are wanted as text. */
	withoutOriginal: SelectedDocument[];
}

/** Rows of faults that tell of a document that it has no original. */
const LACKS_ORIGINAL = ['noUploadedFile', 'blobMissing'];

/** What all the downloads of one operation share. */
export interface Download {
	context: PartContext;
	dify: Service;
	knowledgeBaseId: string;
	options: BatchOptions;
	/** Whether documents without an original are wanted as text, so that they do not end the download. */
	addsTexts?: boolean;
	/** Name of the ZIPs in n8n's binary store. */
	fileName: string;
	/** Whether ZIPs are stored as a whole before their files are taken. */
	isStoredFirst?: boolean;
}

/** n8n's store, for what is not part of any ZIP. */
export async function storeOf({
	context,
	dify,
	knowledgeBaseId,
}: Download): Promise<Outcome<BinaryStore>> {
	const path = `/datasets/${knowledgeBaseId}/documents`;
	return await openStore(context, dify, { method: 'GET', path, qs: { limit: 1 } });
}

/**
 * Fetches the ZIPs of documents, several requests at once, and has their files taken as they arrive.
 *
 * @param takerFor gives what takes the files of the next batch
 * @returns batch after batch, in the order of the documents
 */
export async function* fetchBatches<T extends Taker<SelectedDocument>>(
	download: Download,
	documents: SelectedDocument[],
	takerFor: () => T,
): AsyncGenerator<Outcome<FetchedBatch<T>>> {
	const { dify, options } = download;
	const batches = batchesOf(documents, options.documentsPerRequest, MOST_BYTES_PER_REQUEST);
	let bytes = 0;
	let count = 0;
	const fetch = async (service: Service, batch: SelectedDocument[], turn: Promise<unknown>) => {
		const taker = takerFor();
		const inTurn = taker.isInOrder ? turn : Promise.resolve();
		return await fetchAndTake({ ...download, dify: service }, batch, taker, inTurn);
	};
	const stop = new AbortController();
	for await (const outcome of fetchAhead(dify, batches, options.requestsAtOnce, stop, fetch)) {
		bytes += outcome.value?.bytes ?? 0;
		count++;
		dify.logger.info(`Dify: part ${count} of ${batches.length}, ${megabytes(bytes)} MB so far`);
		yield outcome;
	}
}

/** How many bytes a batch took is for the log. */
type BatchResult<T> = FetchedBatch<T> & { bytes: number };

async function fetchAndTake<T extends Taker<SelectedDocument>>(
	download: Download,
	batch: SelectedDocument[],
	taker: T,
	turn: Promise<unknown>,
): Promise<Outcome<BatchResult<T>>> {
	const { context, fileName, isStoredFirst = false, addsTexts = false } = download;
	const { skipUnavailable } = download.options;
	const taken = new Set<SelectedDocument>();
	const fetch = async (dify: Service, items: SelectedDocument[]) =>
		await fetchPart(context, dify, {
			fileName,
			isStoredFirst,
			turn,
			missing() {
				const documents = items.filter((document) => !taken.has(document));
				return documents.length > 0 ? zipOf(download, documents, taker, taken) : undefined;
			},
		});
	const isolates = skipUnavailable || addsTexts;
	const outcome = await fetchBatch(download.dify, batch, isolates, fetch);
	await taker.endOfBatch(batch);
	if (outcome.fault)
		return await orAgentFault<BatchResult<T>>(download.dify, download.knowledgeBaseId, outcome);
	const { fetched } = outcome.value;
	const lacksOriginal = ({ fault }: { fault: Fault }) =>
		addsTexts && LACKS_ORIGINAL.includes(fault.row);
	const skipped = outcome.value.skipped.filter((one) => !lacksOriginal(one));
	if (skipped.length > 0 && !skipUnavailable) return { fault: skipped[0].fault };
	return {
		value: {
			taker,
			bytes: fetched.reduce((sum, { result }) => sum + result, 0),
			skipped: skipped.map(({ item, fault }) =>
				skippedBecause(item, fault.reason ?? fault.message),
			),
			withoutOriginal: outcome.value.skipped.filter(lacksOriginal).map(({ item }) => item),
		},
	};
}

/** The request for a ZIP: entry _i_ is document _i_, and its name has to agree. */
function zipOf(
	{ knowledgeBaseId }: Download,
	documents: SelectedDocument[],
	taker: Taker<SelectedDocument>,
	taken: Set<SelectedDocument>,
): Wanted {
	const order = new EntryOrder(documents);
	const wrongOrder = (said?: string) =>
		said === undefined ? undefined : { symptom: 'WRONG_ORDER', said };
	return {
		call: {
			method: 'POST',
			path: `/datasets/${knowledgeBaseId}/documents/download-zip`,
			body: { document_ids: documents.map(({ id }) => id) },
		},
		mostBytes: mostBytesOf(documents),
		mostEntries: documents.length,
		refuse: ({ name }) => wrongOrder(order.next(name)),
		refuseAll(count) {
			if (count === documents.length) return wrongOrder(order.end());
			const said = `${documents.length} documents were asked for, ${count} files came`;
			return { symptom: 'WRONG_COUNT', said };
		},
		async take(one, store) {
			const document = documents[one.entry.index];
			await taker.take(document, one, store);
			// Until the directory has agreed, one is missing: an answer that lacks it is made again.
			if (document !== documents.at(-1)) taken.add(document);
		},
		async endOfPart(isWhole) {
			if (isWhole) taken.add(documents[documents.length - 1]);
			await taker.endOfPart(isWhole);
		},
	};
}

function mostBytesOf(documents: SelectedDocument[]): number {
	if (documents.some(({ bytes }) => bytes === undefined)) return MOST_BYTES_UNKNOWN;
	const known = documents.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
	return known * BYTES_PER_KNOWN_BYTE + SLACK_BYTES;
}

function megabytes(bytes: number): string {
	return (bytes / 1e6).toFixed(1);
}
