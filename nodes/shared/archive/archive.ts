import { ArchiveError, entryError } from './archiveError';
import { ByteReader, type ByteStream } from './byteReader';
import { readCentralDirectory } from './centralDirectory';
import { readEndRecord, type EndRecord } from './endRecord';
import { heldData, type ArchiveEntry, type EntryWithData } from './entry';
import { fixedLength } from './format';
import { MAX_ENTRIES } from './limits';
import { checkGap, checkLocalHeader } from './localCheck';
import { isLocalHeader, localHeaderLength } from './localHeader';
import { findOwnEnd, noEndRecord } from './ownEnd';
import type { ArchiveRecorder } from './recorder';

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
 * @param recorder has watched this archive on its way to the store; what it holds is not read again
 * @param mostEntries what has more is refused before its directory is read
 * @throws ArchiveError with a sentence that names the entry and the field that is refused
 */
export async function openArchive(
	source: StoredArchive,
	recorder: ArchiveRecorder,
	mostEntries = MAX_ENTRIES,
): Promise<Archive> {
	if (recorder.bytes !== source.bytes) {
		throw new ArchiveError(
			`The archive should be ${source.bytes} bytes long, but ${recorder.bytes} have arrived.`,
		);
	}
	const end = readEndRecord(recorder.end(), mostEntries);
	if (end === undefined) throw noEndRecord(await findOwnEnd(await source.read(), 0), source.bytes);
	const directory =
		recorder.slice(end.directoryStart, end.directoryEnd) ?? (await readDirectory(source, end));
	const entries = readCentralDirectory(directory, end);
	const inFileOrder = sortedByOffset(entries);
	await checkByReading(source, inFileOrder, end);
	return { entries, source, foreignBytes: end.prependedBytes + source.bytes - end.archiveEnd };
}

/** The entries with their data, in one pass over the archive, in the order in which it holds them. */
export async function* entriesOf({
	entries,
	source,
}: Archive): AsyncGenerator<EntryWithData, void> {
	const reader = new ByteReader(await source.read());
	try {
		for (const entry of sortedByOffset(entries)) {
			await reader.skipTo(entry.dataOffset);
			yield await withData(entry, reader);
		}
	} finally {
		await reader.close();
	}
}

/** Entries up to this size, compressed and not, are held until they are whole. */
export const HELD_BYTES = 1024 ** 2;

/** @param reader stands where the entry's data begins */
export async function withData(entry: ArchiveEntry, reader: ByteReader): Promise<EntryWithData> {
	const isHeld = entry.bytes <= HELD_BYTES && entry.compressedBytes <= HELD_BYTES;
	const data = isHeld
		? heldData(await reader.pieces(entry.compressedBytes))
		: reader.chunks(entry.compressedBytes);
	return { entry, data, isHeld };
}

/** The order in which a source that can only be read forward gives them. */
export function sortedByOffset(entries: ArchiveEntry[]): ArchiveEntry[] {
	return [...entries].sort((a, b) => a.headerOffset - b.headerOffset);
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

async function checkByReading(
	source: StoredArchive,
	inFileOrder: ArchiveEntry[],
	end: EndRecord,
): Promise<void> {
	if (inFileOrder.length === 0) return;
	const reader = new ByteReader(await source.read());
	try {
		await checkFront(reader, inFileOrder[0].headerOffset);
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

/** Other data may stand in front of an archive, but no file that its directory leaves out. */
async function checkFront(reader: ByteReader, firstOffset: number): Promise<void> {
	if (firstOffset < 4 || !isLocalHeader(await reader.take(4))) return;
	throw new ArchiveError(
		"The archive begins with a file that its directory does not list (see 'local file header signature').",
		{ field: 'local file header signature' },
	);
}

/** Bytes between the end of an entry's data and whatever comes next. */
export function checkRoom(
	entry: ArchiveEntry,
	next: ArchiveEntry | undefined,
	end: EndRecord,
): number {
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
