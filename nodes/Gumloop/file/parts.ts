import { batchesOf } from '../../shared/download/batches';
import { fetchAhead } from '../../shared/download/fetchAhead';
import { fetchBatch } from '../../shared/download/isolate';
import { fetchPart, type Part, type PartContext } from '../../shared/download/part';
import { faultFor } from '../../shared/http/request';
import type { Outcome } from '../../shared/messages/fault';
import { callTo, type Gumloop } from '../gumloop';
import { missingNames } from './entryNames';

const PATH = '/download_files';
/** Gumloop documents no limit; fewer at a time keep its answers within the time limits of proxies. */
const FILES_PER_REQUEST = 100;
const REQUESTS_AT_ONCE = 2;
/** Gumloop stores files of at most 200 MB each. */
const MOST_BYTES_PER_FILE = 200 * 1024 ** 2;
const SLACK_BYTES = 1024 ** 2;

export interface SkippedFile {
	name: string;
	reason: string;
	[key: string]: string;
}

export interface FetchedFiles {
	parts: Part[];
	skipped: SkippedFile[];
}

export interface Download {
	context: PartContext;
	gumloop: Gumloop;
	runId: string;
	/** The run's flow, where it is known. */
	savedItemId?: string;
	skipMissing: boolean;
	/** Name of the ZIPs in n8n's binary store. */
	fileName: string;
}

/**
 * Fetches the files of a run, as ZIPs in the order of the names, and finds out which are missing.
 *
 * @param stop ends requests that are under way
 */
export async function* fetchParts(
	download: Download,
	names: string[],
	stop = new AbortController(),
): AsyncGenerator<Outcome<FetchedFiles>> {
	const wanted = names.map((id) => ({ id }));
	const batches = batchesOf(wanted, FILES_PER_REQUEST, Infinity);
	const fetch = async (gumloop: Gumloop, batch: typeof wanted) =>
		await fetchNames(
			{ ...download, gumloop },
			batch.map(({ id }) => id),
		);
	yield* fetchAhead(download.gumloop, batches, REQUESTS_AT_ONCE, stop, fetch);
}

async function fetchNames(download: Download, names: string[]): Promise<Outcome<FetchedFiles>> {
	const { gumloop, skipMissing } = download;
	const outcome = await fetchBatch(
		gumloop,
		names,
		skipMissing,
		async (service, some) =>
			await fetchZip({ ...download, gumloop: { ...gumloop, ...service } }, some),
	);
	if (outcome.fault) return outcome;
	const parts: Part[] = [];
	const skipped = outcome.value.skipped.map(({ item, fault }) => ({
		name: item,
		reason: fault.reason ?? fault.message,
	}));
	for (const { items, result } of outcome.value.fetched) {
		const { entries } = result.archive;
		const reason = 'the archive from Gumloop does not hold it';
		skipped.push(...missingNames(items, entries).map((name) => ({ name, reason })));
		if (entries.some(({ isFolder }) => !isFolder)) parts.push(result);
	}
	return { value: { parts, skipped } };
}

async function fetchZip(download: Download, names: string[]): Promise<Outcome<Part>> {
	const { context, gumloop, runId, savedItemId, fileName, skipMissing } = download;
	const parameters = {
		file_names: names,
		run_id: runId,
		...(savedItemId && { saved_item_id: savedItemId }),
	};
	const call = callTo(gumloop, 'POST', PATH, parameters);
	const mostBytes = names.length * MOST_BYTES_PER_FILE + SLACK_BYTES;
	const outcome = await fetchPart(context, gumloop, { call, fileName, mostBytes });
	if (outcome.fault || skipMissing) return outcome;
	const missing = missingNames(names, outcome.value.archive.entries);
	if (missing.length === 0) return outcome;
	const said = `${missing.length} of ${names.length}: ${missing.join(', ')}`;
	return { fault: faultFor(gumloop, { symptom: 'FILES_MISSING', said, url: gumloop.root + PATH }) };
}
