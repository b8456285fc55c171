import { entryError } from './archiveError';
import type { ArchiveEntry } from './entry';
import { flag, MAX_UINT16 } from './format';
import { Handover } from './handover';
import { centralHeader, endRecords, localHeader, type EntryToWrite } from './headers';
import { collisionKey, UniqueNames } from './names';
import { RunningChecksum } from './runningChecksum';

export interface EntryToMerge {
	/** Its header, as the archive that it comes from has it. */
	entry: ArchiveEntry;
	/** Its compressed data. */
	data: AsyncIterable<Buffer>;
	/** Whether all of `data` can be had at once. */
	isHeld: boolean;
	/** A new name, where it does not keep its own. */
	name?: string;
	/** A new time, likewise. */
	time?: Date;
	/** Whose file it is: the same when it comes once more because its data had broken off. */
	owner?: unknown;
}

/** An entry of which only a part has been written. */
interface BegunEntry {
	owner: unknown;
	written: EntryToWrite;
	checksum: RunningChecksum;
}

/**
 * Joins entries of archives into one archive without recompressing, as they come. Names that collide
 * become 'name (1).ext'; a folder that comes more than once is listed once. All sizes stand in the
 * local headers, so that the result can also be read as a stream. Kept of an entry: its data, time,
 * comment and attributes; extra fields other than those for times are left out.
 */
export class MergedArchive {
	/** Length of what has been written so far. */
	bytes = 0;

	/** An entry broke off and did not come again as it was, so that this archive cannot become whole. */
	isSpoiled = false;

	private count = 0;

	private readonly output = new Handover();

	private readonly names = new UniqueNames();

	private readonly folders = new Set<string>();

	/** Entries of which the directory of their archive has still to come. */
	private pending: EntryToWrite[] = [];

	private readonly directory: Buffer[] = [];

	private begun: BegunEntry | undefined;

	/** The new archive, which is written while it is read; can be read once. */
	chunks(): AsyncGenerator<Buffer, void> {
		return this.output.chunks();
	}

	/**
	 * Writes an entry. Where its data breaks off, the same entry has to come next: it goes on where it
	 * stopped, if the header and the bytes up to there are the same.
	 *
	 * @returns the name it has got; undefined for a folder that has come before
	 * @throws ArchiveError where the name is too long, and whatever `data` throws
	 */
	async add(one: EntryToMerge): Promise<string | undefined> {
		if (this.begun) return await this.goOn(this.begun, one);
		const wanted = one.name ?? one.entry.name;
		if (!this.isNew(wanted)) return undefined;
		const [name] = this.names.give([wanted]);
		if (Buffer.byteLength(name) > MAX_UINT16) {
			throw entryError(name, 'has a name that is too long for a merged archive', {
				field: 'file name length',
			});
		}
		const written = { source: one.entry, name, time: one.time, headerOffset: this.bytes };
		await this.write(localHeader(written));
		const checksum = new RunningChecksum();
		if (!one.isHeld) this.begun = { owner: one.owner, written, checksum };
		for await (const chunk of one.data) {
			if (!one.isHeld) checksum.update(chunk);
			await this.write(chunk);
		}
		return this.finish(written);
	}

	/** The archive that the last entries came from has ended: what its directory tells of them counts. */
	endOfPart(): void {
		const inOrder = this.pending.sort((a, b) => a.source.index - b.source.index);
		this.directory.push(Buffer.concat(inOrder.map(centralHeader)));
		this.count += inOrder.length;
		this.pending = [];
	}

	/** Whether nobody reads `chunks` any more, so that nothing can be written. */
	get isUnread(): boolean {
		return this.output.isUnread;
	}

	/** Writes the directory, unless an entry has broken off and not come again. */
	async end(): Promise<void> {
		if (this.begun) return this.fail(this.spoiled());
		this.endOfPart();
		const directoryStart = this.bytes;
		for (const headers of this.directory) await this.write(headers);
		await this.write(endRecords(this.count, directoryStart, this.bytes - directoryStart));
		this.output.end();
	}

	/** Whoever reads `chunks` gets this error, so that nothing incomplete is kept. */
	fail(error: unknown): void {
		this.output.fail(error);
	}

	private async goOn(begun: BegunEntry, one: EntryToMerge): Promise<string> {
		const { owner, written, checksum } = begun;
		if (owner !== one.owner || !isSameFile(written.source, one.entry)) throw this.spoiled();
		for await (const chunk of this.behind(checksum, one.data)) {
			checksum.update(chunk);
			await this.write(chunk);
		}
		return this.finish({ ...written, source: one.entry });
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

	private finish(written: EntryToWrite): string {
		this.begun = undefined;
		this.pending.push(written);
		return written.name;
	}

	/** Whether it is a file, or a folder that has not come before. */
	private isNew(name: string): boolean {
		if (!name.endsWith('/')) return true;
		const key = collisionKey(name);
		if (this.folders.has(key)) return false;
		this.folders.add(key);
		return true;
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

function isSameFile(one: ArchiveEntry, other: ArchiveEntry): boolean {
	return (
		one.bytes === other.bytes &&
		one.compressedBytes === other.compressedBytes &&
		one.crc32 === other.crc32 &&
		one.method === other.method &&
		(one.flags & flag.method) === (other.flags & flag.method)
	);
}
