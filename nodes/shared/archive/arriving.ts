import { checkRoom, sortedByOffset, withData } from './archive';
import { ArchiveError } from './archiveError';
import { ArrivingEnd } from './arrivingEnd';
import { ByteReader } from './byteReader';
import { HIGHEST_DEFLATE_RATIO, readCentralDirectory } from './centralDirectory';
import type { EndRecord } from './endRecord';
import { isFolderName, type ArchiveEntry, type EntryWithData } from './entry';
import {
	extraField,
	fixedLength,
	flag,
	isDirectoryStart,
	method,
	parseExtraFields,
} from './format';
import { MAX_ENTRIES } from './limits';
import { checkLocalHeader } from './localCheck';
import {
	isLocalHeader,
	localHeaderLength,
	parseLocalHeader,
	type LocalHeader,
} from './localHeader';

/** With one of these an entry cannot be told from its local header alone, or is refused. */
const FLAGS_FOR_THE_DIRECTORY =
	flag.dataDescriptor |
	flag.encrypted |
	flag.strongEncryption |
	flag.compressedPatchedData |
	flag.maskedLocalHeader;

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
		const header = Buffer.concat(this.read);
		const local = parseLocalHeader(header);
		if (local === undefined || !tellsAll(local)) throw new DirectoryNeededError();
		const entry = entryOf(local, this.entries.length, headerOffset);
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

/** Whether an entry can be read, and named, without the directory. */
function tellsAll(local: LocalHeader): boolean {
	const { flags, rawName, bytes, compressedBytes } = local;
	const isNamed = rawName.length > 0 && !rawName.includes(0) && isNameClear(local);
	const isFolder = rawName.at(-1) === SLASH;
	const isPossible =
		local.method === method.stored
			? compressedBytes === bytes
			: local.method === method.deflate &&
				bytes <= (compressedBytes + 1) * HIGHEST_DEFLATE_RATIO &&
				Number.isSafeInteger(bytes) &&
				Number.isSafeInteger(compressedBytes);
	return (
		(flags & FLAGS_FOR_THE_DIRECTORY) === 0 && isNamed && isPossible && !(isFolder && bytes > 0)
	);
}

const SLASH = '/'.charCodeAt(0);

/** Which encoding a name without the UTF-8 flag has, the directory tells; so does a second name. */
function isNameClear({ flags, rawName, extra }: LocalHeader): boolean {
	if ((flags & flag.utf8) !== 0) return true;
	const isAscii = rawName.every((byte) => byte < 0x80);
	return isAscii && !parseExtraFields(extra)?.some(({ id }) => id === extraField.unicodePath);
}

/** An entry without what only the directory knows: its comment, attributes, and who made it. */
function entryOf(local: LocalHeader, index: number, headerOffset: number): ArchiveEntry {
	const { length, rawName, ...header } = local;
	const name = rawName.toString();
	return {
		...header,
		index,
		name,
		isFolder: isFolderName(name, local.bytes),
		rawName,
		comment: '',
		versionMadeBy: local.versionNeeded,
		internalAttributes: 0,
		externalAttributes: 0,
		headerOffset,
		dataOffset: headerOffset + length,
	};
}
