import { checkRoom, sortedByOffset, withData } from './archive';
import { ArchiveError } from './archiveError';
import { ArrivingEnd } from './arrivingEnd';
import { arrivingEntry } from './arrivingEntry';
import { ByteReader, copied } from './byteReader';
import { readCentralDirectory } from './centralDirectory';
import type { EndRecord } from './endRecord';
import type { ArchiveEntry, EntryWithData } from './entry';
import { fixedLength, isDirectoryStart } from './format';
import { MAX_ENTRIES } from './limits';
import { checkLocalHeader } from './localCheck';
import { isLocalHeader, localHeaderLength } from './localHeader';

/** Only the directory, which comes last, tells how to read this archive, or why it is refused. */
export class DirectoryNeededError extends Error {}

/** An archive that is read once, as it arrives: from local header to local header, then its directory. */
export class ArrivingArchive {
	private readonly reader: ByteReader;

	private readonly entries: ArchiveEntry[] = [];

	/** The local headers by their offset. */
	private readonly headers = new Map<number, Buffer>();

	/** What was read behind the last entry. */
	private read: Buffer[] = [];

	private dataEnd = 0;

	/** The first entry, once it has been looked at. */
	private first: Promise<EntryWithData | undefined> | undefined;

	/** @param mostEntries what has more is refused before the next one is read */
	constructor(
		chunks: AsyncIterable<Uint8Array>,
		private readonly mostEntries = MAX_ENTRIES,
	) {
		this.reader = new ByteReader(chunks);
	}

	/** Length of what has been read. */
	get bytes(): number {
		return this.reader.position;
	}

	/** Whether its entries can be taken as they arrive, as far as the first one tells. */
	async canBeTaken(): Promise<boolean> {
		this.first = this.readNext();
		return await this.first.then(
			() => true,
			(error: unknown) => !(error instanceof DirectoryNeededError),
		);
	}

	/**
	 * The next entry, or undefined where the directory begins. Only `end` tells of an entry what its
	 * local header does not: its comment and attributes.
	 *
	 * @throws DirectoryNeededError where its local header is not enough, ArchiveError where the archive ends
	 */
	async next(): Promise<EntryWithData | undefined> {
		const { first } = this;
		this.first = undefined;
		return await (first ?? this.readNext());
	}

	/**
	 * Reads the directory, compares it with what has passed by, and completes the entries from it.
	 *
	 * @throws ArchiveError where they differ
	 */
	async end(): Promise<void> {
		const directoryStart = this.dataEnd;
		const ending = new ArrivingEnd(this.reader, this.read, directoryStart);
		const { end, bytes } = await ending.read(this.mostEntries);
		if (end.directoryStart !== directoryStart) {
			throw new ArchiveError(
				`The archive's directory begins at ${directoryStart}, but its 'offset of start of central directory' leads to ${end.directoryStart}.`,
				{ field: 'offset of start of central directory' },
			);
		}
		const directory = bytes.subarray(0, end.directoryEnd - directoryStart);
		const inFileOrder = sortedByOffset(readCentralDirectory(directory, end));
		checkPassed(this.headers, inFileOrder, end);
		this.entries.forEach((entry, position) => Object.assign(entry, inFileOrder[position]));
	}

	/** The whole archive, as long as none of its entries could be taken. */
	async *fromStart(): AsyncGenerator<Buffer, void> {
		yield* this.read;
		yield* this.reader.toEnd();
	}

	/** Tells the source that no more of it is wanted. */
	async close(): Promise<void> {
		await this.reader.close();
	}

	private async readNext(): Promise<EntryWithData | undefined> {
		await this.reader.skipTo(this.dataEnd);
		this.read = [];
		const headerOffset = this.reader.position;
		const start = await this.take(4);
		if (isDirectoryStart(start)) return undefined;
		if (!isLocalHeader(start)) throw new DirectoryNeededError();
		if (this.entries.length === this.mostEntries) {
			throw new ArchiveError(
				`The archive holds more than the ${this.mostEntries} entries that it may have.`,
				{ field: 'total number of entries', limit: 'mostEntries' },
			);
		}
		const fixed = await this.take(fixedLength.localFileHeader - start.length);
		const length = localHeaderLength(Buffer.concat([start, fixed]));
		await this.take(length - fixedLength.localFileHeader);
		const header = copied(this.read);
		const entry = arrivingEntry(header, this.entries.length, headerOffset);
		if (entry === undefined) throw new DirectoryNeededError();
		this.entries.push(entry);
		this.headers.set(headerOffset, header);
		this.dataEnd = entry.dataOffset + entry.compressedBytes;
		return await withData(entry, this.reader);
	}

	private async take(bytes: number): Promise<Buffer> {
		const taken = await this.reader.take(bytes);
		this.read.push(taken);
		return taken;
	}
}

/**
 * Compares the entries of the directory with those that have passed.
 *
 * @param headers by their offset; all that the archive holds
 */
function checkPassed(
	headers: ReadonlyMap<number, Buffer>,
	inFileOrder: ArchiveEntry[],
	end: EndRecord,
): void {
	if (headers.size !== inFileOrder.length) {
		throw new ArchiveError(
			`The archive holds ${headers.size} files, but the 'total number of entries' in its directory is ${inFileOrder.length}.`,
			{ field: 'total number of entries' },
		);
	}
	inFileOrder.forEach((entry, position) => {
		checkLocalHeader(entry, headers.get(entry.headerOffset));
		checkRoom(entry, inFileOrder[position + 1], end);
	});
}
