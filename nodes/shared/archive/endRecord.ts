import { ArchiveError } from './archiveError';
import { fixedLength, MAX_UINT16, MAX_UINT32, readUInt64, signature } from './format';
import { MAX_DIRECTORY_BYTES } from './limits';

/** What the end of an archive says about its central directory. Offsets count from the file's start. */
export interface EndRecord {
	entryCount: number;
	directoryStart: number;
	directoryEnd: number;
	/** Bytes in front of the archive that its own offsets do not count, as in self-extractors. */
	prependedBytes: number;
	/** Padding behind the archive. */
	paddingBytes: number;
}

interface Directory {
	entryCount: number;
	bytes: number;
	/** As stated, without prepended bytes. */
	offset: number;
	/** Where the records behind the directory begin. */
	end: number;
}

/**
 * What may stand behind an archive: zero bytes that fill the last block (libarchive), and line ends,
 * blanks and ^Z of transfers that take it for text. Ordinary readers pass over them.
 */
const PADDING = [0x00, 0x09, 0x0a, 0x0d, 0x1a, 0x20];

/** With a name, extra fields and a comment as long as they can be. */
const LONGEST_CENTRAL_HEADER = fixedLength.centralDirectoryHeader + 3 * MAX_UINT16;

/** Of the end of a file, that much is searched: the end record with its longest comment, and zip64. */
export const END_SEARCH_BYTES =
	fixedLength.endOfCentralDirectory +
	MAX_UINT16 +
	fixedLength.zip64EndLocator +
	fixedLength.zip64EndOfCentralDirectory;

/**
 * Finds the central directory.
 *
 * @param tail the last END_SEARCH_BYTES of the file, or all of it where it is shorter
 * @param fileBytes length of the file
 * @param mostEntries what has more is refused, before anything of its directory is read
 * @throws ArchiveError where the archive has no single, consistent end
 */
export function readEndRecord(tail: Buffer, fileBytes: number, mostEntries: number): EndRecord {
	const tailStart = fileBytes - tail.length;
	const { at, end } = findEndRecord(tail, tailStart);
	const plain = readPlainRecord(tail, at, tailStart);
	const directory = readZip64Record(tail, at, tailStart, plain) ?? plain;
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
		paddingBytes: tail.length - end,
	};
}

/** The record may be followed by its comment, which may hold anything, and by padding. */
function findEndRecord(tail: Buffer, tailStart: number): FoundEnd {
	let padding = tail.length;
	while (padding > 0 && PADDING.includes(tail[padding - 1])) padding--;
	const ends = endRecordsIn(tail);
	const found = ends.filter(({ end }) => end >= padding);
	if (found.length === 0) throw noEndRecord(tail, tailStart, ends);
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

function endRecordsIn(tail: Buffer): FoundEnd[] {
	const found: FoundEnd[] = [];
	for (let at = tail.length - fixedLength.endOfCentralDirectory; at >= 0; at--) {
		if (tail.readUInt32LE(at) !== signature.endOfCentralDirectory) continue;
		const end = at + fixedLength.endOfCentralDirectory + tail.readUInt16LE(at + 20);
		if (end <= tail.length) found.push({ at, end });
	}
	return found;
}

/**
 * Either the end is missing, or something stands behind it. An archive inside a file of an archive that
 * is cut short has an end, too, but its offsets count from its own start.
 */
function noEndRecord(tail: Buffer, tailStart: number, ends: FoundEnd[]): ArchiveError {
	const own = ends.find(({ at }) => {
		const { offset, bytes, end } = placeOfDirectory(tail, at, tailStart);
		return offset + bytes === end;
	});
	if (own !== undefined) {
		return endError(
			'end of central directory record',
			`is followed by ${tail.length - own.end} bytes that do not belong to it`,
		);
	}
	return new ArchiveError(
		"This is not a complete ZIP archive: its last part, the 'end of central directory' record, is missing.",
		{ field: 'end of central directory signature' },
	);
}

function readPlainRecord(tail: Buffer, end: number, tailStart: number): Directory {
	const disks = [tail.readUInt16LE(end + 4), tail.readUInt16LE(end + 6)];
	if (disks.some((disk) => disk !== 0 && disk !== MAX_UINT16)) throw multiDiskError();
	const entryCount = tail.readUInt16LE(end + 10);
	checkCounts(tail.readUInt16LE(end + 8), entryCount);
	return { entryCount, ...placeOfDirectory(tail, end, tailStart) };
}

function placeOfDirectory(tail: Buffer, end: number, tailStart: number) {
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
	const directory = {
		entryCount,
		bytes: readUInt64(tail, record + 40),
		offset: readUInt64(tail, record + 48),
		end: tailStart + record,
	};
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

function endError(field: string, what: string): ArchiveError {
	return new ArchiveError(`The archive's '${field}' ${what}.`, { field });
}
