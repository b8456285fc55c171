import { ArchiveError } from './archiveError';
import { fixedLength, MAX_UINT16, MAX_UINT32, readUInt64, signature } from './format';
import { MAX_DIRECTORY_BYTES } from './limits';
import { LONGEST_CENTRAL_HEADER, LONGEST_PADDING_INSIDE, unpaddedLength } from './padding';

/** What the end of an archive says about its central directory. Offsets count from the file's start. */
export interface EndRecord {
	entryCount: number;
	directoryStart: number;
	directoryEnd: number;
	/** Bytes in front of the archive that its own offsets do not count, as in self-extractors. */
	prependedBytes: number;
	/** Behind the comment, where padding may follow. */
	archiveEnd: number;
}

interface Directory {
	entryCount: number;
	bytes: number;
	/** As stated, without prepended bytes. */
	offset: number;
	/** Where the records behind the directory begin. */
	end: number;
}

export const ZIP64_BYTES = fixedLength.zip64EndLocator + fixedLength.zip64EndOfCentralDirectory;

/** That much is searched: the end record with its longest comment, zip64, and padding. */
export const END_SEARCH_BYTES =
	ZIP64_BYTES + fixedLength.endOfCentralDirectory + MAX_UINT16 + LONGEST_PADDING_INSIDE;

/** Bytes of a file, and where they begin in it. */
export interface FilePart {
	bytes: Buffer;
	start: number;
}

/**
 * Finds the central directory.
 *
 * @param tail the last END_SEARCH_BYTES of the file, or all of it where it is shorter; padding that is
 * longer than LONGEST_PADDING_INSIDE is left out
 * @param mostEntries what has more is refused, before anything of its directory is read
 * @returns undefined where the file does not end with an end record
 * @throws ArchiveError where it has more than one, or one that contradicts itself
 */
export function readEndRecord(tail: FilePart, mostEntries: number): EndRecord | undefined {
	const found = findEndRecord(tail.bytes);
	if (found === undefined) return undefined;
	const plain = readPlainRecord(tail.bytes, found.at, tail.start);
	const directory = readZip64Record(tail.bytes, found.at, tail.start, plain) ?? plain;
	checkSize(directory, mostEntries);
	const directoryStart = directory.end - directory.bytes;
	const prependedBytes = directoryStart - directory.offset;
	if (directoryStart < 0 || prependedBytes < 0) {
		throw endError(
			'offset of start of central directory',
			'points behind the place where the directory must be, so bytes are missing from the archive',
		);
	}
	return {
		entryCount: directory.entryCount,
		directoryStart,
		directoryEnd: directory.end,
		prependedBytes,
		archiveEnd: tail.start + found.end,
	};
}

/** The record may be followed by its comment, which may hold anything, and by padding. */
function findEndRecord(tail: Buffer): FoundEnd | undefined {
	const unpadded = unpaddedLength(tail);
	const found = endRecordsIn(tail).filter(({ end }) => end >= unpadded && end <= tail.length);
	if (found.length > 1) {
		throw endError('.ZIP file comment', 'holds a second end record, so two readings are possible');
	}
	return found[0];
}

interface FoundEnd {
	at: number;
	/** Behind the comment. */
	end: number;
}

const END_SIGNATURE = Buffer.alloc(4);
END_SIGNATURE.writeUInt32LE(signature.endOfCentralDirectory);

/** All that may be end records. */
export function endRecordsIn(bytes: Buffer): FoundEnd[] {
	const found: FoundEnd[] = [];
	const { endOfCentralDirectory } = fixedLength;
	let at = bytes.indexOf(END_SIGNATURE);
	while (at >= 0 && at + endOfCentralDirectory <= bytes.length) {
		found.push({ at, end: at + endOfCentralDirectory + bytes.readUInt16LE(at + 20) });
		at = bytes.indexOf(END_SIGNATURE, at + 1);
	}
	return found;
}

function readPlainRecord(tail: Buffer, end: number, tailStart: number): Directory {
	const disks = [tail.readUInt16LE(end + 4), tail.readUInt16LE(end + 6)];
	if (disks.some((disk) => disk !== 0 && disk !== MAX_UINT16)) throw multiDiskError();
	const entryCount = tail.readUInt16LE(end + 10);
	checkCounts(tail.readUInt16LE(end + 8), entryCount);
	return { entryCount, ...placeOfDirectory(tail, end, tailStart) };
}

export function placeOfDirectory(tail: Buffer, end: number, tailStart: number) {
	return {
		bytes: tail.readUInt32LE(end + 12),
		offset: tail.readUInt32LE(end + 16),
		end: tailStart + end,
	};
}

function readZip64Record(
	tail: Buffer,
	end: number,
	tailStart: number,
	plain: Directory,
): Directory | undefined {
	const locator = end - fixedLength.zip64EndLocator;
	if (locator < 0 || tail.readUInt32LE(locator) !== signature.zip64EndLocator) return undefined;
	if (tail.readUInt32LE(locator + 4) !== 0 || tail.readUInt32LE(locator + 16) > 1) {
		throw multiDiskError();
	}
	const record = locator - fixedLength.zip64EndOfCentralDirectory;
	if (record < 0 || tail.readUInt32LE(record) !== signature.zip64EndOfCentralDirectory) {
		throw endError(
			'zip64 end of central directory record',
			'is not in front of the zip64 locator, where it must be',
		);
	}
	if (tail.readUInt32LE(record + 16) !== 0 || tail.readUInt32LE(record + 20) !== 0) {
		throw multiDiskError();
	}
	const entryCount = readUInt64(tail, record + 32);
	checkCounts(readUInt64(tail, record + 24), entryCount);
	const directory = { entryCount, ...placeOfZip64Directory(tail, record, tailStart) };
	checkAgreement('total number of entries', plain.entryCount, MAX_UINT16, entryCount);
	checkAgreement('size of the central directory', plain.bytes, MAX_UINT32, directory.bytes);
	checkAgreement(
		'offset of start of central directory',
		plain.offset,
		MAX_UINT32,
		directory.offset,
	);
	return directory;
}

export function placeOfZip64Directory(tail: Buffer, record: number, tailStart: number) {
	return {
		bytes: readUInt64(tail, record + 40),
		offset: readUInt64(tail, record + 48),
		end: tailStart + record,
	};
}

function checkAgreement(field: string, plain: number, placeholder: number, zip64: number): void {
	if (plain === placeholder || plain === zip64) return;
	throw endError(field, `is ${plain} in the end record but ${zip64} in the zip64 record`);
}

function checkCounts(onThisDisk: number, total: number): void {
	if (onThisDisk === total) return;
	throw endError(
		'total number of entries',
		`is ${total} for the whole archive but ${onThisDisk} for this file, so a part is missing`,
	);
}

function checkSize({ entryCount, bytes }: Directory, mostEntries: number): void {
	if (entryCount > mostEntries) {
		const field = 'total number of entries';
		throw new ArchiveError(
			`The archive's '${field}' is ${entryCount}, which is more than the ${mostEntries} that it may have.`,
			{ field, limit: 'mostEntries' },
		);
	}
	const mostBytes = Math.min(entryCount * LONGEST_CENTRAL_HEADER, MAX_DIRECTORY_BYTES);
	if (bytes > mostBytes) {
		throw endError(
			'size of the central directory',
			`is ${bytes}, which is more than the ${mostBytes} bytes that ${entryCount} entries may take`,
		);
	}
	if (entryCount * fixedLength.centralDirectoryHeader > bytes) {
		throw endError(
			'total number of entries',
			`is ${entryCount}, but the directory of ${bytes} bytes has no room for so many`,
		);
	}
}

function multiDiskError(): ArchiveError {
	return endError(
		'number of this disk',
		'says that this is one part of an archive split over several files, which is not supported',
	);
}

export function endError(field: string, what: string): ArchiveError {
	return new ArchiveError(`The archive's '${field}' ${what}.`, { field });
}
