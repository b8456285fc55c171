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

/** The headers and records of an archive that is written (APPNOTE 4.3.7, 4.3.12 to 4.3.16). */

/** An entry as it stands in the new archive. */
export interface EntryToWrite {
	source: ArchiveEntry;
	name: string;
	/** Undefined where the entry keeps its own. */
	time: Date | undefined;
	/** Where its local header begins. */
	headerOffset: number;
}

/** Version 4.5 of the specification brought zip64. */
const ZIP64_VERSION = 45;

/** The local header, with all sizes in it. */
export function localHeader(entry: EntryToWrite): Buffer {
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

/** The entry of the central directory. */
export function centralHeader(entry: EntryToWrite): Buffer {
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
function writeCommonFields(header: Buffer, at: number, { source, name, time }: EntryToWrite): void {
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
function timeFields({ source, time }: EntryToWrite): ExtraField[] {
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
export function endRecords(count: number, directoryStart: number, directoryBytes: number): Buffer {
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
