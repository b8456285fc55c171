import { batchesOf } from '../../shared/download/batches';
import { fetchAhead } from '../../shared/download/fetchAhead';
import { fetchBatch as fetchOrIsolate } from '../../shared/download/isolate';
import { fetchPart, type Part, type PartContext } from '../../shared/download/part';
import { faultFor } from '../../shared/http/request';
import type { Service } from '../../shared/http/service';
import type { Fault, Outcome } from '../../shared/messages/fault';
import { orAgent } from '../knowledgeBase/orAgent';
import { wrongOrder } from './entryNames';
import type { BatchOptions } from './options';
import { skippedOf, type SelectedDocument, type SkippedDocument } from './selection';

/** Dify builds a whole ZIP before its first byte: larger ones run into the time limits of proxies. */
const MOST_BYTES_PER_REQUEST = 200 * 1024 ** 2;
/** Of documents whose size is not known. Nobody's hundred documents are larger. */
const MOST_BYTES_UNKNOWN = 20 * 1024 ** 3;
/** Dify counted characters instead of bytes for text until August 2026: up to four bytes each. */
const BYTES_PER_KNOWN_BYTE = 4;
const SLACK_BYTES = 16 * 1024 ** 2;

export interface FetchedPart {
	documents: SelectedDocument[];
	part: Part;
}

export interface FetchedBatch {
	parts: FetchedPart[];
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
}

/**
 * Fetches the ZIPs of documents, several requests at once, in the order of the documents.
 *
 * @param stop ends requests that are under way
 */
export async function* fetchParts(
	download: Download,
	documents: SelectedDocument[],
	stop = new AbortController(),
): AsyncGenerator<Outcome<FetchedBatch>> {
	const { dify, options } = download;
	const batches = batchesOf(documents, options.documentsPerRequest, MOST_BYTES_PER_REQUEST);
	const fetch = async (service: Service, batch: SelectedDocument[]) =>
		await fetchBatch({ ...download, dify: service }, batch);
	let bytes = 0;
	let count = 0;
	for await (const outcome of fetchAhead(dify, batches, options.requestsAtOnce, stop, fetch)) {
		for (const { part } of outcome.value?.parts ?? []) bytes += part.archive.source.bytes;
		count++;
		dify.logger.info(`Dify: part ${count} of ${batches.length}, ${megabytes(bytes)} MB so far`);
		yield outcome;
	}
}

async function fetchBatch(
	download: Download,
	batch: SelectedDocument[],
): Promise<Outcome<FetchedBatch>> {
	const { addsTexts = false } = download;
	const { skipUnavailable } = download.options;
	const outcome = await fetchOrIsolate(
		download.dify,
		batch,
		skipUnavailable || addsTexts,
		async (dify, items) => await fetchZip({ ...download, dify }, items),
	);
	if (outcome.fault)
		return await orAgent<FetchedBatch>(download.dify, download.knowledgeBaseId, outcome);
	const { fetched } = outcome.value;
	const lacksOriginal = ({ fault }: { fault: Fault }) =>
		addsTexts && LACKS_ORIGINAL.includes(fault.row);
	const skipped = outcome.value.skipped.filter((one) => !lacksOriginal(one));
	if (skipped.length > 0 && !skipUnavailable) return { fault: skipped[0].fault };
	return {
		value: {
			parts: fetched.map(({ items, result }) => ({ documents: items, part: result })),
			skipped: skipped.map(({ item, fault }) => skippedOf(item, fault.reason ?? fault.message)),
			withoutOriginal: outcome.value.skipped.filter(lacksOriginal).map(({ item }) => item),
		},
	};
}

async function fetchZip(
	{ context, dify, knowledgeBaseId, fileName }: Download,
	documents: SelectedDocument[],
): Promise<Outcome<Part>> {
	const path = `/datasets/${knowledgeBaseId}/documents/download-zip`;
	const body = { document_ids: documents.map(({ id }) => id) };
	const call = { method: 'POST' as const, path, body };
	const limits = { mostBytes: mostBytesOf(documents), mostEntries: documents.length };
	const outcome = await fetchPart(context, dify, { call, fileName, ...limits });
	if (outcome.fault) return outcome;
	const wrong = notAsAskedFor(documents, outcome.value);
	return wrong ? { fault: faultFor(dify, { ...wrong, url: dify.root + path }) } : outcome;
}

function notAsAskedFor(
	documents: SelectedDocument[],
	{ archive: { entries } }: Part,
): { symptom: string; said: string } | undefined {
	if (entries.length !== documents.length) {
		const said = `${documents.length} documents were asked for, ${entries.length} files came`;
		return { symptom: 'WRONG_COUNT', said };
	}
	const names = entries.map(({ name }) => name);
	const said = wrongOrder(documents, names);
	return said === undefined ? undefined : { symptom: 'WRONG_ORDER', said };
}

function mostBytesOf(documents: SelectedDocument[]): number {
	if (documents.some(({ bytes }) => bytes === undefined)) return MOST_BYTES_UNKNOWN;
	const known = documents.reduce((sum, { bytes = 0 }) => sum + bytes, 0);
	return known * BYTES_PER_KNOWN_BYTE + SLACK_BYTES;
}

function megabytes(bytes: number): string {
	return (bytes / 1e6).toFixed(1);
}
