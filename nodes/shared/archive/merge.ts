import type { Archive } from './archive';
import { entryError } from './archiveError';
import { ByteReader } from './byteReader';
import { MAX_UINT16 } from './format';
import { centralHeader, endRecords, localHeader, type EntryToWrite } from './headers';
import { collisionKey, safePath, UniqueNames } from './names';

export interface ArchiveToMerge {
	archive: Archive;
	/** New names, entry by entry; without them entries keep their own. All are made safe and different. */
	names?: readonly string[];
	/** New times, likewise. */
	times?: ReadonlyArray<Date | undefined>;
}

/** A file of a merged archive, and where it comes from. */
export interface MergedEntry {
	name: string;
	/** Length of the file, unpacked. */
	bytes: number;
	/** Index of the archive it comes from. */
	archive: number;
	/** Index of the entry in that archive. */
	entry: number;
}

/**
 * Joins archives into one without recompressing, as they come. Names that collide become
 * 'name (1).ext', none leads out of the folder; a folder that several archives list is listed once. All sizes stand in the local
 * headers, so that the result can also be read as a stream. Kept of an entry: its data, time,
 * comment and attributes; extra fields other than those for times are left out.
 */
export class MergedArchive {
	/** Those read so far, in the order of the archives and of their directories. */
	readonly entries: MergedEntry[] = [];

	/** Length of what has been read so far. */
	bytes = 0;

	/**
	 * The new archive; can be read once. Reads each source once, from its start.
	 *
	 * @throws ArchiveError where a name is too long, or a source turns out shorter than its directory
	 * says, and whatever `archives` throws
	 */
	readonly chunks: AsyncGenerator<Buffer, void>;

	private archiveCount = 0;

	private readonly names = new UniqueNames();

	private readonly folders = new Set<string>();

	private readonly directory: Buffer[] = [];

	constructor(archives: AsyncIterable<ArchiveToMerge> | Iterable<ArchiveToMerge>) {
		this.chunks = this.counted(this.merge(archives));
	}

	/** Whether an archive, merged alone, would be what it is already. */
	static leavesAsItIs(one: ArchiveToMerge): boolean {
		const planned = new MergedArchive([]).plan(one);
		const isKept = ({ source, name, time }: EntryToWrite) =>
			name === source.name && time === undefined;
		const { entries, foreignBytes } = one.archive;
		return foreignBytes === 0 && planned.length === entries.length && planned.every(isKept);
	}

	private async *counted(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
		for await (const chunk of chunks) {
			this.bytes += chunk.length;
			yield chunk;
		}
	}

	private async *merge(
		archives: AsyncIterable<ArchiveToMerge> | Iterable<ArchiveToMerge>,
	): AsyncGenerator<Buffer, void> {
		for await (const one of archives) {
			const planned = this.plan(one);
			if (planned.length > 0) yield* this.copy(one.archive, planned);
			this.directory.push(Buffer.concat(planned.map(centralHeader)));
		}
		const directoryStart = this.bytes;
		yield* this.directory;
		yield endRecords(this.entries.length, directoryStart, this.bytes - directoryStart);
	}

	/** Notes the entries, and where they come from; their places come when they are copied. */
	private plan({ archive, names, times }: ArchiveToMerge): EntryToWrite[] {
		const wanted = archive.entries
			.map((source, index) => ({
				source,
				name: safePath(names?.[index] ?? source.name, source.isFolder),
				headerOffset: 0,
			}))
			.filter(({ name }) => this.isNew(name));
		const given = this.names.give(wanted.map(({ name }) => name));
		const archiveIndex = this.archiveCount++;
		return wanted.map((entry, position) => {
			const name = given[position];
			const { index, bytes } = entry.source;
			if (Buffer.byteLength(name) > MAX_UINT16) {
				throw entryError(name, 'has a name that is too long for a merged archive', {
					field: 'file name length',
				});
			}
			this.entries.push({ name, bytes, archive: archiveIndex, entry: index });
			return { ...entry, name, time: times?.[index] };
		});
	}

	/** Whether it is a file, or a folder that has not come before. */
	private isNew(name: string): boolean {
		if (!name.endsWith('/')) return true;
		const key = collisionKey(name);
		if (this.folders.has(key)) return false;
		this.folders.add(key);
		return true;
	}

	/** Copies entries in the order in which their data stands in the archive, and notes their places. */
	private async *copy(archive: Archive, planned: EntryToWrite[]): AsyncGenerator<Buffer, void> {
		const inFileOrder = [...planned].sort((a, b) => a.source.headerOffset - b.source.headerOffset);
		const reader = new ByteReader(await archive.source.read());
		try {
			for (const entry of inFileOrder) {
				entry.headerOffset = this.bytes;
				yield localHeader(entry);
				await reader.skipTo(entry.source.dataOffset);
				yield* reader.chunks(entry.source.compressedBytes);
			}
		} finally {
			await reader.close();
		}
	}
}
