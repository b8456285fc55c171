import type { IBinaryData } from 'n8n-workflow';

import { openArchive, type Archive } from '../archive/archive';
import { ArchiveError } from '../archive/archiveError';
import { ArchiveRecorder } from '../archive/recorder';
import { BinaryStore, type BinaryHelpers } from '../binary/store';
import type { OpenAnswer } from '../http/answer';
import { cancelled, repeating } from '../http/repeat';
import { faultFor, request, type Call } from '../http/request';
import type { Service } from '../http/service';
import { bodyOf } from '../http/stall';
import { symptomOf } from '../http/symptom';
import type { Fault, Outcome } from '../messages/fault';

/** An archive as the service packed it, whole and in n8n's binary store. */
export interface Part {
	binary: IBinaryData;
	archive: Archive;
	store: BinaryStore;
}

/** What n8n gives operations and triggers alike to keep a part with. */
export interface PartContext {
	n8n: {
		helpers: BinaryHelpers;
		/** Missing where no execution is under way yet. */
		getExecutionCancelSignal?(): AbortSignal | undefined;
	};
}

export interface PartRequest {
	call: Call;
	/** Name of the file in n8n's binary store. */
	fileName: string;
	/** What is longer than this is not the archive asked for. */
	mostBytes: number;
}

/** Fetches an archive into n8n's binary store, with repeats, and reads its directory. */
export async function fetchPart(
	{ n8n }: PartContext,
	service: Service,
	wanted: PartRequest,
): Promise<Outcome<Part>> {
	return await repeating(service, false, async () => {
		const outcome = await request(service, wanted.call, ['zip']);
		if (outcome.fault) return outcome;
		const store = new BinaryStore(
			n8n.helpers,
			outcome.value.body,
			n8n.getExecutionCancelSignal?.(),
		);
		return await keepArchive(service, store, outcome.value, wanted);
	});
}

async function keepArchive(
	service: Service,
	store: BinaryStore,
	answer: OpenAnswer,
	{ call, fileName, mostBytes }: PartRequest,
): Promise<Outcome<Part>> {
	const url = service.root + call.path;
	const recorder = new ArchiveRecorder();
	const arriving = new Arrival(bodyOf(answer), mostBytes);
	const kept = await store
		.keep(recorder.record(arriving.chunks()), fileName, 'application/zip')
		.then(
			(binary) => ({ binary }),
			(error: unknown) => ({ error }),
		);
	if ('error' in kept) {
		answer.end();
		if (arriving.failure === undefined) return { fault: storeFault(service, kept.error, url) };
		return { fault: faultFor(service, { url, ...symptomOf(arriving.failure, service) }) };
	}
	const { bytes } = recorder;
	const source = { bytes, read: async () => await store.read(kept.binary, bytes) };
	return await openArchive(source, recorder).then(
		(archive) => ({ value: { binary: kept.binary, archive, store } }),
		(error: unknown) => ({ fault: unreadableFault(service, error, url) }),
	);
}

/** The body is not what was asked for, which shows before it has arrived. */
class UnwantedError extends Error {
	constructor(readonly code: 'TOO_LARGE' | 'NOT_AN_ARCHIVE') {
		super(code);
	}
}

/** A body on its way to the store; remembers why it failed, so that a full disk is not taken for a broken line. */
class Arrival {
	failure: unknown;

	constructor(
		private readonly body: AsyncIterable<Uint8Array>,
		private readonly mostBytes: number,
	) {}

	async *chunks(): AsyncGenerator<Uint8Array> {
		let bytes = 0;
		let unwanted: UnwantedError['code'] | undefined;
		try {
			for await (const chunk of this.body) {
				if (bytes === 0 && !startsLikeZip(chunk)) unwanted = 'NOT_AN_ARCHIVE';
				bytes += chunk.length;
				if (bytes > this.mostBytes) unwanted ??= 'TOO_LARGE';
				if (unwanted) break;
				yield chunk;
			}
		} catch (error) {
			this.failure = error;
		}
		if (unwanted) this.failure = new UnwantedError(unwanted);
		if (this.failure !== undefined) throw this.failure;
	}
}

/** Every archive begins with the letters PK; the first chunk may be as short as one byte. */
function startsLikeZip(chunk: Uint8Array): boolean {
	return 'PK'.startsWith(Buffer.from(chunk).subarray(0, 2).toString('latin1'));
}

/** Why an archive that has just arrived cannot be read: most often its end is missing. */
function unreadableFault(service: Service, error: unknown, url: string): Fault {
	const isCut =
		error instanceof ArchiveError &&
		(error.field === undefined || error.field === 'end of central directory signature');
	if (!isCut) return archiveFault(service, error, url);
	return faultFor(service, { url, symptom: 'CUT_SHORT', said: error.message });
}

/** Why a stored archive cannot be used. */
export function archiveFault(service: Service, error: unknown, url: string): Fault {
	if (!(error instanceof ArchiveError)) return storeFault(service, error, url);
	const symptom = error.limit ? 'ARCHIVE_LIMIT' : 'ARCHIVE_REFUSED';
	return faultFor(service, { url, symptom, said: error.message });
}

/** Why n8n could not keep or hand back a file. */
function storeFault(service: Service, error: unknown, url: string): Fault {
	if (service.signal?.aborted) return cancelled(service);
	const said = error instanceof Error ? error.message : String(error);
	const symptom = /ENOSPC|no space/i.test(said)
		? 'DISK_FULL'
		: /max size limit|exceeds the/i.test(said)
			? 'FILE_LIMIT'
			: 'NOT_STORED';
	return faultFor(service, { url, symptom, said });
}
