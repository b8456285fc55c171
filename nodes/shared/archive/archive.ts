import { ArchiveError, entryError } from './archiveError';
import { ByteReader, type ByteStream } from './byteReader';
import { readCentralDirectory } from './centralDirectory';
import { END_SEARCH_BYTES, readEndRecord, type EndRecord } from './endRecord';
import type { ArchiveEntry } from './entry';
import { fixedLength } from './format';
import { MAX_ENTRIES } from './limits';
import { checkGap, checkLocalHeader } from './localCheck';
import { localHeaderLength } from './localHeader';
import { ArchiveRecorder } from './recorder';

/** An archive in a store that can only be read from its first byte. */
export interface StoredArchive {
	/** Length of the whole archive. */
	bytes: number;
	/** May be called any number of times; whoever reads may stop early. */
	read(): Promise<ByteStream>;
}

/** A stored archive whose directory has been read and checked against its local headers. */
export interface Archive {
	/** In the order of the central directory. */
	entries: ArchiveEntry[];
	source: StoredArchive;
	/** Bytes in front of it and behind it, which not every reader passes over. */
	foreignBytes: number;
}

/**
 * Reads and checks the directory of a stored archive: every field before it is used, and every
 * entry against its local header. The entries' data is not looked at.
 *
 * @param source the archive
 * @param recorder has watched this archive on its way to the store. What it holds is not read again;
 * without it the archive is read once or twice.
 * @param mostEntries what has more is refused before its directory is read
 * @throws ArchiveError with a sentence that names the entry and the field that is refused
 */
export async function openArchive(
	source: StoredArchive,
	recorder?: ArchiveRecorder,
	mostEntries = MAX_ENTRIES,
): Promise<Archive> {
	const seen = recorder ?? (await recordAll(source, mostEntries));
	if (seen.bytes !== source.bytes) {
		throw new ArchiveError(
			`The archive should be ${source.bytes} bytes long, but ${seen.bytes} have arrived.`,
		);
	}
	const tail = seen.slice(Math.max(seen.bytes - END_SEARCH_BYTES, 0), seen.bytes);
	const end = readEndRecord(tail ?? Buffer.alloc(0), source.bytes, mostEntries);
	const directory =
		seen.slice(end.directoryStart, end.directoryEnd) ?? (await readDirectory(source, end));
	const entries = readCentralDirectory(directory, end);
	const inFileOrder = sortedByOffset(entries);
	const headers = seen.localHeaders(end.directoryStart);
	if (headers === undefined) await checkByReading(source, inFileOrder, end);
	else checkRecorded(headers, inFileOrder, end);
	return { entries, source, foreignBytes: end.prependedBytes + end.paddingBytes };
}

/** The order in which a source that can only be read forward gives them. */
export function sortedByOffset(entries: ArchiveEntry[]): ArchiveEntry[] {
	return [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
}

async function recordAll(source: StoredArchive, mostEntries: number): Promise<ArchiveRecorder> {
	const recorder = new ArchiveRecorder(mostEntries);
	const chunks = recorder.record(await source.read());
	while (!(await chunks.next()).done);
	return recorder;
}

async function readDirectory(source: StoredArchive, end: EndRecord): Promise<Buffer> {
	const reader = new ByteReader(await source.read());
	try {
		await reader.skipTo(end.directoryStart);
		return await reader.take(end.directoryEnd - end.directoryStart);
	} finally {
		await reader.close();
	}
}

function checkRecorded(
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

async function checkByReading(
	source: StoredArchive,
	inFileOrder: ArchiveEntry[],
	end: EndRecord,
): Promise<void> {
	if (inFileOrder.length === 0) return;
	const reader = new ByteReader(await source.read());
	try {
		for (const [position, entry] of inFileOrder.entries()) {
			const next = inFileOrder[position + 1];
			await reader.skipTo(entry.headerOffset);
			const fixed = await reader.take(fixedLength.localFileHeader);
			const variable = await reader.take(localHeaderLength(fixed) - fixed.length);
			const local = checkLocalHeader(entry, Buffer.concat([fixed, variable]));
			const gapBytes = checkRoom(entry, next, end);
			await reader.skipTo(entry.dataOffset + entry.compressedBytes);
			await checkGap(entry, local, reader, gapBytes);
		}
	} finally {
		await reader.close();
	}
}

/** Bytes between the end of an entry's data and whatever comes next. */
function checkRoom(entry: ArchiveEntry, next: ArchiveEntry | undefined, end: EndRecord): number {
	const dataEnd = entry.dataOffset + entry.compressedBytes;
	const room = next?.headerOffset ?? end.directoryStart;
	if (dataEnd > room) {
		const field = 'compressed size';
		const into = next === undefined ? 'the directory' : `'${next.name}'`;
		throw entryError(entry.name, `overlaps with ${into}: its '${field}' or place is wrong`, {
			field,
		});
	}
	return room - dataEnd;
}
