import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry, EntryWithData } from '../archive/entry';
import { keepNamesAndTimes, type NamedEntry } from '../archive/mergedNames';
import { MergedArchive } from '../archive/merge';
import { inOrderOf } from '../archive/mergedDirectory';
import { heldEntry, type WrittenEntry } from '../archive/write';
import type { BinaryStore } from '../binaryData/store';
import { started } from '../concurrency';
import type { Service } from '../http/service';
import type { Fault, Outcome } from '../messages/fault';
import { archiveFault } from './archiveFaults';
import type { StoredPart } from './part';
import type { Taker } from './taker';

export interface ZippedFile<Owner> {
	owner: Owner;
	name: string;
	bytes: number;
}

export interface Zip<Owner> {
	binary: IBinaryData;
	bytes: number;
	/** In the order in which they are wanted. */
	files: Array<ZippedFile<Owner>>;
}

export interface ZipRequest<Owner> {
	/** Name of the ZIP. */
	fileName: string;
	/** What an entry is to be called, and its time, where it does not keep its own. */
	changes(owner: Owner, entry: ArchiveEntry): Pick<NamedEntry, 'name' | 'time'>;
	/**
	 * Fetches all that is wanted, in order.
	 *
	 * @param isStoredFirst whether archives are to be stored as a whole before their entries are taken
	 */
	fetch(taker: ZipTaker<Owner>, isStoredFirst: boolean): AsyncIterable<Outcome<unknown>>;
}

/**
 * Makes one ZIP of the archives that are fetched, while they arrive and without compressing anything
 * again. Where an entry that had broken off does not come again as it was, all is fetched anew, and
 * stored before it is joined.
 *
 * @returns undefined where there are no files
 */
export async function oneZip<Owner>(
	service: Service,
	wanted: ZipRequest<Owner>,
): Promise<Outcome<Zip<Owner> | undefined>> {
	const taker = new ZipTaker(wanted);
	const outcome = await taker.collect(service, wanted.fetch(taker, false));
	if (!taker.isSpoiled) return outcome;
	service.logger.info(`${service.name}: a file changed while it was fetched. All begin anew.`);
	const anew = new ZipTaker(wanted);
	return await anew.collect(service, wanted.fetch(anew, true));
}

export class ZipTaker<Owner> implements Taker<Owner> {
	readonly isInOrder = true;

	/** What is in the ZIP by now, up to the last batch that has ended. */
	readonly files: Array<ZippedFile<Owner>> = [];

	private readonly merged = new MergedArchive();

	/** Those of the batch that is being taken, in the order in which they came. */
	private readonly batch: Array<ZippedFile<Owner>> = [];

	/** The ZIP in n8n's store, as soon as there is something to write. */
	private kept: Promise<IBinaryData> | undefined;

	/** An archive that stays as it is. */
	private whole: StoredPart | undefined;

	constructor(private readonly wanted: Pick<ZipRequest<Owner>, 'fileName' | 'changes'>) {}

	get isSpoiled(): boolean {
		return this.merged.isSpoiled;
	}

	async take(owner: Owner, one: EntryWithData, store: BinaryStore): Promise<void> {
		const { entry } = one;
		if (this.whole) {
			this.batch.push({ owner, name: entry.name, bytes: entry.bytes });
			return;
		}
		this.begin(store);
		await this.add(owner, one);
	}

	/**
	 * Takes a file that the node itself has made.
	 *
	 * @param open gives n8n's store, if nothing has been taken before
	 */
	async takeMade(
		owner: Owner,
		made: WrittenEntry,
		open: () => Promise<Outcome<BinaryStore>>,
	): Promise<Outcome<true>> {
		if (!this.kept) {
			const opened = await open();
			if (opened.fault) return opened;
			this.begin(opened.value);
		}
		await this.add(owner, heldEntry(made));
		await this.endOfPart(true);
		await this.endOfBatch([owner]);
		return { value: true };
	}

	private begin(store: BinaryStore): void {
		this.kept ??= started(
			store.keep(this.merged.chunks(), this.wanted.fileName, 'application/zip'),
		);
	}

	private async add(owner: Owner, one: EntryWithData): Promise<void> {
		const { entry } = one;
		const changes = this.wanted.changes(owner, entry);
		const name = await this.merged.add({ ...one, owner, ...changes }).catch(this.withCause);
		if (name !== undefined) this.batch.push({ owner, name, bytes: entry.bytes });
	}

	takeWhole(part: StoredPart, owners: Owner[]): boolean {
		const entries = part.archive.entries.map((entry, index) => ({
			entry,
			...this.wanted.changes(owners[index], entry),
		}));
		if (this.kept || part.archive.foreignBytes > 0) return false;
		if (!keepNamesAndTimes(entries)) return false;
		this.whole = part;
		return true;
	}

	async endOfBatch(owners: Owner[]): Promise<void> {
		this.merged.endOfBatch(owners);
		this.files.push(...inOrderOf(owners, this.batch.splice(0)));
	}

	async endOfPart(isWhole: boolean): Promise<void> {
		this.merged.endOfPart(isWhole);
	}

	/** Waits for all that is fetched, and ends the ZIP, or drops it. */
	async collect(
		service: Service,
		fetched: AsyncIterable<Outcome<unknown>>,
	): Promise<Outcome<Zip<Owner> | undefined>> {
		const fault = await firstFault(fetched);
		if (fault) {
			this.merged.fail(new Error(fault.message));
			await this.kept?.catch(() => undefined);
			return { fault };
		}
		return await this.end().then(
			(zip) => ({ value: zip }),
			(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
		);
	}

	/** Where n8n's store takes no more, it tells why. */
	private readonly withCause = async (error: unknown): Promise<never> => {
		if (this.merged.isUnread) await this.kept;
		throw error;
	};

	private async end(): Promise<Zip<Owner> | undefined> {
		const { files, whole, kept, merged } = this;
		if (whole) return { binary: whole.binary, bytes: whole.archive.source.bytes, files };
		if (!kept) return undefined;
		await merged.end().catch(this.withCause);
		return { binary: await kept, bytes: merged.bytes, files };
	}
}

async function firstFault(outcomes: AsyncIterable<Outcome<unknown>>): Promise<Fault | undefined> {
	for await (const { fault } of outcomes) if (fault) return fault;
	return undefined;
}
