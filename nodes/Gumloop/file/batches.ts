import type { ArchiveEntry } from '../../shared/archive/entry';
import { batchesOf } from '../../shared/download/batches';
import { fetchAhead } from '../../shared/download/fetchAhead';
import { fetchBatch } from '../../shared/download/isolate';
import {
	fetchPart,
	type PartContext,
	type StoredPart,
	type Wanted,
} from '../../shared/download/part';
import type { Taker } from '../../shared/download/taker';
import type { Service } from '../../shared/http/service';
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
/** Gumloop does not document what its ZIPs hold: a file may stand in folders, each an entry of its own. */
const MOST_ENTRIES_PER_FILE = 100;

export interface SkippedFile {
	name: string;
	reason: string;
	[key: string]: string;
}

export interface FetchedBatch<T> {
	/** Has taken the files. */
	taker: T;
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
	/** Whether ZIPs are stored as a whole before their files are taken. */
	isStoredFirst?: boolean;
}

/**
 * Fetches the files of a run, as ZIPs in the order of the names, has them taken as they arrive, and
 * finds out which are missing.
 *
 * @param takerFor gives what takes the files of the next batch
 */
export async function* fetchBatches<T extends Taker<string>>(
	download: Download,
	names: string[],
	takerFor: () => T,
): AsyncGenerator<Outcome<FetchedBatch<T>>> {
	const wanted = names.map((id) => ({ id }));
	const batches = batchesOf(wanted, FILES_PER_REQUEST, Infinity);
	const fetch = async (gumloop: Gumloop, batch: typeof wanted, turn: Promise<unknown>) => {
		const taker = takerFor();
		const inTurn = taker.isInOrder ? turn : Promise.resolve();
		const some = batch.map(({ id }) => id);
		return await fetchAndTake({ ...download, gumloop }, some, names, taker, inTurn);
	};
	const stop = new AbortController();
	yield* fetchAhead(download.gumloop, batches, REQUESTS_AT_ONCE, stop, fetch);
}

async function fetchAndTake<T extends Taker<string>>(
	download: Download,
	names: string[],
	allNames: string[],
	taker: T,
	turn: Promise<unknown>,
): Promise<Outcome<FetchedBatch<T>>> {
	const { context, fileName, gumloop, isStoredFirst = false, skipMissing } = download;
	const found = new Set<string>();
	const takeWhole = (part: StoredPart) =>
		taker.takeWhole?.(
			part,
			part.archive.entries.map(({ name }) => name),
		) ?? false;
	const fetch = async (service: Service, some: string[]) =>
		await fetchPart(context, service, {
			fileName,
			isStoredFirst,
			turn,
			missing() {
				const missing = some.filter((name) => !found.has(name));
				if (missing.length === 0) return undefined;
				const wanted = zipOf(download, missing, taker, found);
				return missing.length < allNames.length ? wanted : { ...wanted, takeWhole };
			},
		});
	const outcome = await fetchBatch(gumloop, names, skipMissing, fetch);
	await taker.endOfBatch([]);
	if (outcome.fault) return outcome;
	const refused = outcome.value.skipped.map(({ item, fault }) => ({
		name: item,
		reason: fault.reason ?? fault.message,
	}));
	const reason = 'the archive from Gumloop does not hold it';
	const notFound = outcome.value.fetched
		.flatMap(({ items }) => items.filter((name) => !found.has(name)))
		.map((name) => ({ name, reason }));
	return { value: { taker, skipped: [...refused, ...notFound] } };
}

/** The request for a ZIP, whose entries tell by their names which files they are. */
function zipOf(
	{ gumloop, runId, savedItemId, skipMissing }: Download,
	names: string[],
	taker: Taker<string>,
	found: Set<string>,
): Wanted {
	const parameters = {
		file_names: names,
		run_id: runId,
		...(savedItemId && { saved_item_id: savedItemId }),
	};
	const entries: ArchiveEntry[] = [];
	return {
		call: callTo(gumloop, 'POST', PATH, parameters),
		mostBytes: names.length * MOST_BYTES_PER_FILE + SLACK_BYTES,
		mostEntries: names.length * MOST_ENTRIES_PER_FILE,
		refuse: () => undefined,
		refuseAll() {
			const missing = missingNames(names, entries);
			if (skipMissing || missing.length === 0) return undefined;
			const said = `${missing.length} of ${names.length}: ${missing.join(', ')}`;
			return { symptom: 'FILES_MISSING', said };
		},
		async take(one, store) {
			await taker.take(one.entry.name, one, store);
			entries.push(one.entry);
		},
		async endOfPart(isWhole) {
			const missing = missingNames(names, entries);
			// Until the directory has agreed, one is missing: an answer that lacks it is made again.
			const isUnconfirmed = !isWhole && missing.length === 0;
			const still = isUnconfirmed ? missingNames(names, entries.slice(0, -1)) : missing;
			for (const name of names) if (!still.includes(name)) found.add(name);
			await taker.endOfPart(isWhole);
		},
	};
}
