import type { IBinaryData } from 'n8n-workflow';

import { entriesOf, openArchive, type Archive } from '../archive/archive';
import { ArrivingArchive, DirectoryNeededError } from '../archive/arriving';
import { heldData, type ArchiveEntry, type EntryWithData } from '../archive/entry';
import { ArchiveRecorder } from '../archive/recorder';
import { BinaryStore, type BinaryHelpers } from '../binaryData/store';
import type { OpenAnswer } from '../http/answer';
import { repeating } from '../http/repeat';
import { request, type Call } from '../http/request';
import type { Service } from '../http/service';
import { watchedBody } from '../http/watchedBody';
import { symptomOf } from '../http/symptom';
import type { Situation } from '../messages/row';
import { faultOf, type Fault, type Outcome } from '../messages/fault';
import { arrivedFault } from './archiveFaults';
import { Arrival } from './arrival';

/** What n8n gives operations and triggers alike to keep files with. */
export interface PartContext {
	n8n: {
		helpers: BinaryHelpers;
		/** Missing where no execution is under way yet. */
		getExecutionCancelSignal?(): AbortSignal | undefined;
	};
}

/** An archive as the service packed it, whole and in n8n's binary store. */
export interface StoredPart {
	binary: IBinaryData;
	archive: Archive;
}

/** What one request asks for, and what becomes of the entries that come. */
export interface Wanted {
	call: Call;
	/** What is longer than this is not the archive asked for. */
	mostBytes: number;
	/** So are archives with more entries. */
	mostEntries: number;
	/** Why an entry is not what was asked for; undefined where it is. */
	refuse(entry: ArchiveEntry): Refusal | undefined;
	/** The same of all entries together, by their number. */
	refuseAll(entries: number): Refusal | undefined;
	/** Takes an entry. */
	take(one: EntryWithData, store: BinaryStore): Promise<void>;
	/** Takes an archive as it is, where that is what is wanted: its entries then come without data. */
	takeWhole?(part: StoredPart): boolean;
	/** The answer has ended, whole and as it was wanted or not. */
	endOfPart(isWhole: boolean): Promise<void>;
}

export type Refusal = Pick<Situation, 'symptom' | 'said'>;

export interface PartRequest {
	/** What has not been taken yet; undefined where nothing is missing. */
	missing(): Wanted | undefined;
	/** Name of an archive that has to be stored as a whole. */
	fileName: string;
	/** Whether it is to be stored as a whole in any case, before its entries are taken. */
	isStoredFirst: boolean;
	/** When entries may be taken. */
	turn: Promise<unknown>;
}

/**
 * Fetches an archive, whose entries are taken as they arrive. Where an answer breaks off, only what
 * is missing is asked for again. An archive that can only be read from its directory is stored
 * before.
 *
 * @returns how many bytes have arrived
 */
export async function fetchPart(
	context: PartContext,
	service: Service,
	part: PartRequest,
): Promise<Outcome<number>> {
	let { isStoredFirst } = part;
	let bytes = 0;
	return await repeating(service, false, async () => {
		for (let wanted = part.missing(); wanted; wanted = part.missing()) {
			const outcome = await request(service, wanted.call, ['zip']);
			if (outcome.fault) return outcome;
			const answer = new ArchiveAnswer(context, service, wanted, outcome.value);
			const fault = await answer.receive({ ...part, isStoredFirst });
			bytes += answer.bytes;
			if (fault) return { fault };
			if (!answer.needsDirectory) break;
			isStoredFirst = true;
		}
		return { value: bytes };
	});
}

/** One answer that holds an archive. */
class ArchiveAnswer {
	/** Its entries cannot all be taken as they arrive: the others have to be asked for again. */
	needsDirectory = false;

	private readonly arrival: Arrival;

	private readonly archive: ArrivingArchive;

	private readonly store: BinaryStore;

	constructor(
		{ n8n }: PartContext,
		private readonly service: Service,
		private readonly wanted: Wanted,
		answer: OpenAnswer,
	) {
		this.arrival = new Arrival(watchedBody(answer), wanted.mostBytes);
		this.archive = new ArrivingArchive(this.arrival.chunks(), wanted.mostEntries);
		this.store = new BinaryStore(n8n.helpers, answer.body, n8n.getExecutionCancelSignal?.());
	}

	get bytes(): number {
		return this.archive.bytes;
	}

	/** Has all entries taken. @returns why they are not */
	async receive(part: PartRequest): Promise<Fault | undefined> {
		const { service, arrival, wanted } = this;
		const url = service.root + wanted.call.path;
		const refusal = await this.takeAll(part).catch((error: unknown) => {
			if (arrival.failure !== undefined) return symptomOf(arrival.failure, service);
			this.needsDirectory = error instanceof DirectoryNeededError;
			return this.needsDirectory ? undefined : { error };
		});
		await this.archive.close();
		await wanted.endOfPart(refusal === undefined && !this.needsDirectory);
		if (refusal === undefined) return undefined;
		if ('error' in refusal) return arrivedFault(service, refusal.error, url);
		return faultOf(service, { url, ...refusal });
	}

	private async takeAll(part: PartRequest): Promise<Refusal | undefined> {
		let count = 0;
		for await (const one of this.entries(part)) {
			await part.turn;
			this.service.signal?.throwIfAborted();
			const refusal = this.wanted.refuse(one.entry);
			if (refusal) return refusal;
			await this.wanted.take(one, this.store);
			count++;
		}
		return this.wanted.refuseAll(count);
	}

	private async *entries({ fileName, isStoredFirst }: PartRequest): AsyncGenerator<EntryWithData> {
		if (isStoredFirst || !(await this.archive.canBeTaken())) {
			const part = await this.keepWhole(fileName);
			const isTaken = this.wanted.takeWhole?.(part) ?? false;
			yield* isTaken ? withoutData(part.archive) : entriesOf(part.archive);
			return;
		}
		for (let one = await this.archive.next(); one; one = await this.archive.next()) yield one;
		await this.archive.end();
	}

	private async keepWhole(fileName: string): Promise<StoredPart> {
		const recorder = new ArchiveRecorder();
		const chunks = recorder.record(this.archive.fromStart());
		const binary = await this.store.keep(chunks, fileName, 'application/zip');
		const { bytes } = recorder;
		const source = { bytes, read: async () => await this.store.read(binary, bytes) };
		return { binary, archive: await openArchive(source, recorder, this.wanted.mostEntries) };
	}
}

async function* withoutData({ entries }: Archive): AsyncGenerator<EntryWithData> {
	for (const entry of entries) yield { entry, data: heldData([]), isHeld: true };
}
