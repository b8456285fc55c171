import type { Archive } from './archive';
import { entryError } from './archiveError';
import { ByteReader } from './byteReader';
import { toDosTime } from './dosTime';
import type { ArchiveEntry } from './entry';
import {
	extraField,
	fixedLength,
	flag,
	joinExtraFields,
	MAX_UINT16,
	MAX_UINT32,
	parseExtraFields,
	signature,
	writeUInt64,
	type ExtraField,
} from './format';
import { collisionKey, uniqueNames } from './names';

type PerEntry<Value> = ReadonlyArray<ReadonlyArray<Value | undefined>>;

export interface MergeOptions {
	/** New names, archive by archive and entry by entry; undefined leaves an entry its own. */
	names?: PerEntry<string>;
	/** New times, likewise. */
	times?: PerEntry<Date>;
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

export interface MergedArchive {
	/** In the order of the archives and of their directories. */
	entries: MergedEntry[];
	/** Length of the new archive, known before anything is read. */
	bytes: number;
	/** The new archive; can be read once. Reads each source once, from its start. */
	chunks: AsyncGenerator<Buffer, void>;
}

/** An entry as it will stand in the new archive. */
interface PlannedEntry {
	source: ArchiveEntry;
	/** Index of the archive it comes from. */
	archive: number;
	name: string;
	time: Date | undefined;
	/** Where its local header will begin. */
	headerOffset: number;
}

/** Version 4.5 of the specification brought zip64. */
const ZIP64_VERSION = 45;
const DIRECTORY_CHUNK_BYTES = 64 * 1024;

/**
 * Joins archives into one without recompressing. Names that collide become 'name (1).ext'; a folder
 * that several archives list is listed once. All sizes stand in the local headers, so that the
 * result can also be read as a stream. Kept of an entry: its data, time, comment and attributes;
 * extra fields other than those for times are left out.
 *
 * @throws ArchiveError where a name is too long and, from `chunks`, where a source turns out shorter
 * than its directory says
 */
export function mergeArchives(
	archives: readonly Archive[],
	options: MergeOptions = {},
): MergedArchive {
	const planned = planEntries(archives, options);
	const directoryStart = placeEntries(archives, planned);
	const directoryBytes = sum(planned.map((entry) => centralHeader(entry).length));
	const end = endRecords(planned.length, directoryStart, directoryBytes);
	return {
		entries: planned.map(({ source, archive, name }) => ({
			name,
			bytes: source.bytes,
			archive,
			entry: source.index,
		})),
		bytes: directoryStart + directoryBytes + end.length,
		chunks: mergedChunks(archives, planned, end),
	};
}

function planEntries(archives: readonly Archive[], options: MergeOptions): PlannedEntry[] {
	const folders = new Set<string>();
	const wanted = archives
		.flatMap(({ entries }, archive) =>
			entries.map((source, index) => ({
				source,
				archive,
				name: options.names?.[archive]?.[index] ?? source.name,
				time: options.times?.[archive]?.[index],
				headerOffset: 0,
			})),
		)
		.filter(({ name }) => {
			if (!name.endsWith('/')) return true;
			const isNew = !folders.has(collisionKey(name));
			folders.add(collisionKey(name));
			return isNew;
		});
	const names = uniqueNames(wanted.map(({ name }) => name));
	return wanted.map((entry, position) => {
		const name = names[position];
		if (Buffer.byteLength(name) > MAX_UINT16) {
			throw entryError(name, 'has a name that is too long for a merged archive', {
				field: 'file name length',
			});
		}
		return { ...entry, name };
	});
}

/** Gives each entry its place, in the order in which the sources are read; returns the end. */
function placeEntries(archives: readonly Archive[], planned: PlannedEntry[]): number {
	let offset = 0;
	for (const entries of inWritingOrder(archives, planned)) {
		for (const entry of entries) {
			entry.headerOffset = offset;
			offset += localHeader(entry).length + entry.source.compressedBytes;
		}
	}
	return offset;
}

/** For each archive its entries, in the order in which their data stands in it. */
function inWritingOrder(archives: readonly Archive[], planned: PlannedEntry[]): PlannedEntry[][] {
	const byArchive = archives.map((): PlannedEntry[] => []);
	for (const entry of planned) byArchive[entry.archive].push(entry);
	for (const entries of byArchive) {
		entries.sort((a, b) => a.source.headerOffset - b.source.headerOffset);
	}
	return byArchive;
}

async function* mergedChunks(
	archives: readonly Archive[],
	planned: PlannedEntry[],
	end: Buffer,
): AsyncGenerator<Buffer, void> {
	for (const [index, entries] of inWritingOrder(archives, planned).entries()) {
		if (entries.length === 0) continue;
		const reader = new ByteReader(await archives[index].source.read());
		try {
			for (const entry of entries) {
				yield localHeader(entry);
				await reader.skipTo(entry.source.dataOffset);
				yield* reader.chunks(entry.source.compressedBytes);
			}
		} finally {
			await reader.close();
		}
	}
	yield* inLargerChunks(planned);
	yield end;
}

function* inLargerChunks(planned: PlannedEntry[]): Generator<Buffer, void> {
	let headers: Buffer[] = [];
	let bytes = 0;
	for (const entry of planned) {
		const header = centralHeader(entry);
		headers.push(header);
		bytes += header.length;
		if (bytes >= DIRECTORY_CHUNK_BYTES) {
			yield Buffer.concat(headers);
			headers = [];
			bytes = 0;
		}
	}
	yield Buffer.concat(headers);
}

function localHeader(entry: PlannedEntry): Buffer {
	const { source } = entry;
	const needsZip64 = source.bytes >= MAX_UINT32 || source.compressedBytes >= MAX_UINT32;
	const sizes = [source.bytes, source.compressedBytes];
	const name = Buffer.from(entry.name);
	const extra = joinExtraFields([...(needsZip64 ? [zip64Field(sizes)] : []), ...timeFields(entry)]);
	const header = Buffer.alloc(fixedLength.localFileHeader);
	header.writeUInt32LE(signature.localFileHeader, 0);
	header.writeUInt16LE(versionNeeded(source, needsZip64), 4);
	writeCommonFields(header, 6, entry);
	header.writeUInt32LE(needsZip64 ? MAX_UINT32 : source.compressedBytes, 18);
	header.writeUInt32LE(needsZip64 ? MAX_UINT32 : source.bytes, 22);
	header.writeUInt16LE(name.length, 26);
	header.writeUInt16LE(extra.length, 28);
	return Buffer.concat([header, name, extra]);
}

function centralHeader(entry: PlannedEntry): Buffer {
	const { source } = entry;
	const moved = [source.bytes, source.compressedBytes, entry.headerOffset].filter(
		(value) => value >= MAX_UINT32,
	);
	const name = Buffer.from(entry.name);
	const comment = Buffer.from(source.comment).subarray(0, MAX_UINT16);
	const extra = joinExtraFields([
		...(moved.length > 0 ? [zip64Field(moved)] : []),
		...timeFields(entry),
	]);
	const header = Buffer.alloc(fixedLength.centralDirectoryHeader);
	header.writeUInt32LE(signature.centralDirectoryHeader, 0);
	header.writeUInt16LE(source.versionMadeBy, 4);
	header.writeUInt16LE(versionNeeded(source, moved.length > 0), 6);
	writeCommonFields(header, 8, entry);
	header.writeUInt32LE(Math.min(source.compressedBytes, MAX_UINT32), 20);
	header.writeUInt32LE(Math.min(source.bytes, MAX_UINT32), 24);
	header.writeUInt16LE(name.length, 28);
	header.writeUInt16LE(extra.length, 30);
	header.writeUInt16LE(comment.length, 32);
	header.writeUInt16LE(source.internalAttributes, 36);
	header.writeUInt32LE(source.externalAttributes, 38);
	header.writeUInt32LE(Math.min(entry.headerOffset, MAX_UINT32), 42);
	return Buffer.concat([header, name, extra, comment]);
}

/** Flags, method, time and CRC-32 follow each other in both kinds of header. */
function writeCommonFields(header: Buffer, at: number, { source, name, time }: PlannedEntry): void {
	const dos = time ? toDosTime(time) : { time: source.dosTime, date: source.dosDate };
	const isAscii = /^[\0-\x7f]*$/.test(name + source.comment);
	header.writeUInt16LE((source.flags & flag.method) | (isAscii ? 0 : flag.utf8), at);
	header.writeUInt16LE(source.method, at + 2);
	header.writeUInt16LE(dos.time, at + 4);
	header.writeUInt16LE(dos.date, at + 6);
	header.writeUInt32LE(source.crc32, at + 8);
}

function versionNeeded({ versionNeeded: needed }: ArchiveEntry, needsZip64: boolean): number {
	return needsZip64 ? Math.max(needed, ZIP64_VERSION) : needed;
}

function zip64Field(values: number[]): ExtraField {
	const data = Buffer.alloc(8 * values.length);
	values.forEach((value, position) => writeUInt64(data, value, 8 * position));
	return { id: extraField.zip64, data };
}

/** DOS times have no time zone; these fields tell the exact time to readers that know them. */
function timeFields({ source, time }: PlannedEntry): ExtraField[] {
	if (time !== undefined) {
		const seconds = Math.floor(time.getTime() / 1000);
		return seconds >= 0 && seconds < 2 ** 31 ? [modificationTime(seconds)] : [];
	}
	return (parseExtraFields(source.extra) ?? []).flatMap((field) => {
		if (field.id === extraField.ntfsTimes) return [field];
		const isModification = field.id === extraField.extendedTimestamp && (field.data[0] & 1) === 1;
		return isModification && field.data.length >= 5
			? [modificationTime(field.data.readInt32LE(1))]
			: [];
	});
}

function modificationTime(seconds: number): ExtraField {
	const data = Buffer.alloc(5);
	data.writeUInt8(1, 0);
	data.writeInt32LE(seconds, 1);
	return { id: extraField.extendedTimestamp, data };
}

/** The records behind the directory; the zip64 ones only where a number does not fit without. */
function endRecords(count: number, directoryStart: number, directoryBytes: number): Buffer {
	const end = Buffer.alloc(fixedLength.endOfCentralDirectory);
	end.writeUInt32LE(signature.endOfCentralDirectory, 0);
	end.writeUInt16LE(Math.min(count, MAX_UINT16), 8);
	end.writeUInt16LE(Math.min(count, MAX_UINT16), 10);
	end.writeUInt32LE(Math.min(directoryBytes, MAX_UINT32), 12);
	end.writeUInt32LE(Math.min(directoryStart, MAX_UINT32), 16);
	const fits = count < MAX_UINT16 && directoryBytes < MAX_UINT32 && directoryStart < MAX_UINT32;
	if (fits) return end;

	const record = Buffer.alloc(fixedLength.zip64EndOfCentralDirectory);
	record.writeUInt32LE(signature.zip64EndOfCentralDirectory, 0);
	writeUInt64(record, record.length - 12, 4);
	record.writeUInt16LE(ZIP64_VERSION, 12);
	record.writeUInt16LE(ZIP64_VERSION, 14);
	writeUInt64(record, count, 24);
	writeUInt64(record, count, 32);
	writeUInt64(record, directoryBytes, 40);
	writeUInt64(record, directoryStart, 48);

	const locator = Buffer.alloc(fixedLength.zip64EndLocator);
	locator.writeUInt32LE(signature.zip64EndLocator, 0);
	writeUInt64(locator, directoryStart + directoryBytes, 8);
	locator.writeUInt32LE(1, 16);
	return Buffer.concat([record, locator, end]);
}

function sum(numbers: number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}
