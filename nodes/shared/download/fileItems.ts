import type { IBinaryData } from 'n8n-workflow';

import { isSameFile, type ArchiveEntry, type EntryWithData } from '../archive/entry';
import type { UnpackLimits } from '../archive/limits';
import { inOrderOf } from '../archive/mergedDirectory';
import { UniqueNames } from '../archive/names';
import { Unpacker } from '../archive/unpack';
import type { BinaryStore } from '../binaryData/store';
import { started } from '../concurrency';
import type { Service } from '../http/service';
import type { Outcome } from '../messages/fault';
import { archiveFault } from './archiveFaults';
import type { Taker } from './taker';

export interface KeptFile<Owner> {
	owner: Owner;
	entry: ArchiveEntry;
	fileName: string;
	binary: IBinaryData;
}

/** What is known of an entry beforehand, where its archive does not tell or tells it differently. */
export interface KnownFile {
	fileName?: string;
	mimeType?: string;
}

/**
 * n8n makes about ten calls to the file system for a stored file, and inflating waits for other
 * threads. Files whose data is held are handled a few at a time, so that these waits overlap.
 */
const AT_ONCE = 8;

/** Takes the files of a batch, each into its own binary; all but small ones as they arrive. */
export class FileTaker<Owner> implements Taker<Owner> {
	readonly isInOrder = false;

	private readonly files: Array<Promise<KeptFile<Owner>>> = [];

	private owners: Owner[] = [];

	private readonly names = new UniqueNames();

	private unpacker: Unpacker;

	private last: { owner: Owner; entry: ArchiveEntry } | undefined;

	/** The last file before an archive broke off. */
	private brokenOff: { owner: Owner; entry: ArchiveEntry } | undefined;

	/** @param known what is known of the file of an entry */
	constructor(
		private readonly limits: UnpackLimits,
		private readonly known: (owner: Owner, entry: ArchiveEntry) => KnownFile,
	) {
		this.unpacker = new Unpacker(limits, this.names);
	}

	async take(owner: Owner, one: EntryWithData, store: BinaryStore): Promise<void> {
		const { brokenOff } = this;
		this.brokenOff = undefined;
		if (brokenOff?.owner === owner) {
			if (isSameFile(brokenOff.entry, one.entry)) {
				this.last = brokenOff;
				return;
			}
			this.files.length--;
		}
		const unpacked = this.unpacker.unpack(one);
		if (unpacked === undefined) return;
		const { entry, name, chunks, isSmall } = unpacked;
		const { fileName = name, mimeType } = this.known(owner, entry);
		const kept =
			isSmall && mimeType !== undefined
				? store.keepAtOnce(chunks, fileName, mimeType)
				: store.keep(chunks, fileName, mimeType);
		const file = started(kept.then((binary) => ({ owner, entry, fileName, binary })));
		if (!one.isHeld) await file;
		this.files.push(file);
		this.last = { owner, entry };
		await this.files.at(-AT_ONCE);
	}

	async endOfPart(isWhole: boolean): Promise<void> {
		if (!isWhole) this.brokenOff = this.last ?? this.brokenOff;
		this.last = undefined;
		this.unpacker = new Unpacker(this.limits, this.names);
		await Promise.allSettled(this.files);
	}

	async endOfBatch(owners: Owner[]): Promise<void> {
		this.owners = owners;
	}

	/** All files, in the order in which they are wanted. */
	async kept(service: Service): Promise<Outcome<Array<KeptFile<Owner>>>> {
		return await Promise.all(this.files).then(
			(files) => ({ value: inOrderOf(this.owners, files) }),
			(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
		);
	}
}
