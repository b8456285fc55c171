import { isSameFile } from './entry';
import { Handover } from './handover';
import { localHeader } from './headers';
import { MergedDirectory, type OwnedEntry } from './mergedDirectory';
import { MergedNames, type NamedEntry } from './mergedNames';
import { RunningChecksum } from './runningChecksum';

/** Of what is written, and waits to be read. */
const MOST_WAITING_BYTES = 256 * 1024;

export interface EntryToMerge extends NamedEntry {
	/** Its compressed data. */
	data: AsyncIterable<Buffer>;
	/** Whether all of `data` can be had at once. */
	isHeld: boolean;
	/** Whose file it is: the same when it comes once more because its data had broken off. */
	owner?: unknown;
}

/** The last entry before an archive broke off. */
interface LastEntry {
	written: OwnedEntry;
	/** Of its data so far, which is not all; undefined where it is. */
	begun?: RunningChecksum;
}

/**
 * Joins entries of archives into one archive without recompressing, as they come. Names that collide
 * become 'name (1).ext', none leads out of the folder; a folder that comes more than once is listed
 * once. All sizes stand in the local headers, so that the result can also be read as a stream. Kept of
 * an entry: its data, time, comment and attributes; extra fields other than those for times are left
 * out.
 */
export class MergedArchive {
	/** Length of what has been written so far. */
	bytes = 0;

	/** An entry broke off and did not come again as it was, so that this archive cannot become whole. */
	isSpoiled = false;

	private readonly output = new Handover(MOST_WAITING_BYTES);

	private readonly names = new MergedNames();

	private readonly directory = new MergedDirectory();

	private last: LastEntry | undefined;

	private brokenOff: LastEntry | undefined;

	/** The new archive, which is written while it is read; can be read once. */
	chunks(): AsyncGenerator<Buffer, void> {
		return this.output.chunks();
	}

	/**
	 * Writes an entry. Where an archive broke off in the middle of one, the same entry has to come next:
	 * it goes on where it stopped, if the header and the bytes up to there are the same.
	 *
	 * @returns the name it has got; undefined where it has come before
	 * @throws ArchiveError where the name is too long, and whatever `data` throws
	 */
	async add(one: EntryToMerge): Promise<string | undefined> {
		const { brokenOff } = this;
		if (brokenOff?.begun) return await this.goOn(brokenOff, brokenOff.begun, one);
		if (brokenOff && brokenOff.written.owner === one.owner) return this.confirm(brokenOff, one);
		const name = this.names.give(one);
		if (name === undefined) return undefined;
		const written = {
			source: one.entry,
			owner: one.owner,
			name,
			time: one.time,
			headerOffset: this.bytes,
		};
		await this.write(localHeader(written));
		const begun = new RunningChecksum();
		this.last = { written, begun };
		for await (const chunk of one.data) {
			if (!one.isHeld) begun.update(chunk);
			await this.write(chunk);
		}
		return this.finish(this.last);
	}

	/**
	 * The archive that the last entries came from has ended, and what its directory told of them counts.
	 *
	 * @param isWhole otherwise it broke off, and the last entry may come once more
	 */
	endOfPart(isWhole: boolean): void {
		if (!isWhole) this.brokenOff = this.last ?? this.brokenOff;
		else if (!this.brokenOff?.begun) this.brokenOff = undefined;
		this.last = undefined;
		this.directory.endOfPart();
	}

	/**
	 * Lists the entries of the parts before in the directory.
	 *
	 * @param owners in the order in which their entries are wanted; those of others keep theirs
	 */
	endOfBatch(owners: unknown[]): void {
		this.directory.endOfBatch(owners);
	}

	/** Whether nobody reads `chunks` any more, so that nothing can be written. */
	get isUnread(): boolean {
		return this.output.isUnread;
	}

	/** Writes the directory, unless an entry has broken off and not come again. */
	async end(): Promise<void> {
		if (this.brokenOff?.begun) return this.fail(this.spoiled());
		this.endOfBatch([]);
		for (const records of this.directory.records(this.bytes)) await this.write(records);
		this.output.end();
	}

	/** Whoever reads `chunks` gets this error, so that nothing incomplete is kept. */
	fail(error: unknown): void {
		this.output.fail(error);
	}

	private async goOn(last: LastEntry, begun: RunningChecksum, one: EntryToMerge): Promise<string> {
		if (last.written.owner !== one.owner || !isSameFile(last.written.source, one.entry)) {
			throw this.spoiled();
		}
		for await (const chunk of this.behind(begun, one.data)) {
			begun.update(chunk);
			await this.write(chunk);
		}
		last.written.source = one.entry;
		return this.finish(last);
	}

	/** An entry that is written comes once more. */
	private confirm({ written }: LastEntry, { entry }: EntryToMerge): undefined {
		if (!isSameFile(written.source, entry)) throw this.spoiled();
	}

	/** What comes behind the bytes that a checksum has seen, which have to be the same. */
	private async *behind(
		{ bytes, value }: RunningChecksum,
		data: AsyncIterable<Buffer>,
	): AsyncGenerator<Buffer, void> {
		const again = new RunningChecksum();
		for await (const chunk of data) {
			const known = chunk.subarray(0, bytes - again.bytes);
			again.update(known);
			if (again.bytes < bytes) continue;
			if (again.value !== value) throw this.spoiled();
			if (known.length < chunk.length) yield chunk.subarray(known.length);
		}
	}

	private finish(last: LastEntry): string {
		this.brokenOff = undefined;
		this.last = { ...last, begun: undefined };
		this.directory.add(last.written);
		return last.written.name;
	}

	private async write(chunk: Buffer): Promise<void> {
		this.bytes += chunk.length;
		await this.output.write(chunk);
	}

	private spoiled(): Error {
		this.isSpoiled = true;
		return new Error('An entry that had broken off did not come again as it was');
	}
}
