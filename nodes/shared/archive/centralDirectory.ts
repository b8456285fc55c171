import { ArchiveError, entryError } from './archiveError';
import { decodeCp437 } from './cp437';
import { crc32 } from './crc32';
import type { EndRecord } from './endRecord';
import { isFolderName, type ArchiveEntry } from './entry';
import {
	extraField,
	fixedLength,
	flag,
	MAX_UINT16,
	MAX_UINT32,
	method,
	parseExtraFields,
	readUInt64,
	signature,
	type ExtraField,
} from './format';

/** The sizes and places of an entry that may stand in its zip64 extra field. */
type Zip64Values = Pick<ArchiveEntry, 'bytes' | 'compressedBytes' | 'headerOffset'>;

/** Deflate cannot do better than 258 bytes for two bits. */
export const HIGHEST_DEFLATE_RATIO = 1032;

/** Upper byte of 'version made by': Unix and macOS. */
const UNIX_HOSTS = [3, 19];

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/**
 * Reads the entries of a central directory and checks each field that can be checked without the
 * rest of the archive. Where an entry's data begins stays open: only its local header tells.
 *
 * @throws ArchiveError naming the entry and the field that is refused
 */
export function readCentralDirectory(directory: Buffer, end: EndRecord): ArchiveEntry[] {
	const entries: ArchiveEntry[] = [];
	let at = 0;
	while (entries.length < end.entryCount) {
		const { entry, length } = readHeader(directory.subarray(at), entries.length, end);
		entries.push(entry);
		at += length;
	}
	if (at !== directory.length) {
		throw new ArchiveError(
			`The archive's directory does not end after the ${end.entryCount} entries that its 'total number of entries' announces.`,
			{ field: 'total number of entries' },
		);
	}
	return entries;
}

function readHeader(
	bytes: Buffer,
	index: number,
	end: EndRecord,
): { entry: ArchiveEntry; length: number } {
	if (
		bytes.length < fixedLength.centralDirectoryHeader ||
		bytes.readUInt32LE(0) !== signature.centralDirectoryHeader
	) {
		throw directoryError(index, end, 'central file header signature');
	}
	const nameEnd = fixedLength.centralDirectoryHeader + bytes.readUInt16LE(28);
	const extraEnd = nameEnd + bytes.readUInt16LE(30);
	const length = extraEnd + bytes.readUInt16LE(32);
	if (length > bytes.length) throw directoryError(index, end, 'file name length');

	const versionMadeBy = bytes.readUInt16LE(4);
	const flags = bytes.readUInt16LE(8);
	const rawName = bytes.subarray(fixedLength.centralDirectoryHeader, nameEnd);
	const extra = bytes.subarray(nameEnd, extraEnd);
	const fields = parseExtraFields(extra);
	const name = decodeName(rawName, flags, versionMadeBy, fields ?? []);
	if (fields === undefined) {
		throw entryError(name, "has an 'extra field' that is longer than the room for it", {
			field: 'extra field',
		});
	}
	const sizes = readSizes(bytes, name, fields, end);
	const entry: ArchiveEntry = {
		index,
		name,
		isFolder: isFolderName(name, sizes.bytes),
		...sizes,
		crc32: bytes.readUInt32LE(16),
		comment: decodeText(bytes.subarray(extraEnd, length), flags, versionMadeBy),
		method: bytes.readUInt16LE(10),
		flags,
		versionMadeBy,
		versionNeeded: bytes.readUInt16LE(6),
		dosTime: bytes.readUInt16LE(12),
		dosDate: bytes.readUInt16LE(14),
		internalAttributes: bytes.readUInt16LE(36),
		externalAttributes: bytes.readUInt32LE(38),
		rawName,
		extra,
		dataOffset: 0,
	};
	checkEntry(entry, bytes.readUInt16LE(34), end);
	return { entry, length };
}

/** In the zip64 extra field stand, in this order, those of the values that did not fit. */
function readSizes(
	header: Buffer,
	name: string,
	fields: ExtraField[],
	end: EndRecord,
): Zip64Values {
	const zip64 = fields.find(({ id }) => id === extraField.zip64)?.data;
	let at = 0;
	const value = (field: string, position: number) => {
		const plain = header.readUInt32LE(position);
		if (plain !== MAX_UINT32) return plain;
		if (zip64 === undefined || at + 8 > zip64.length) {
			throw entryError(name, `has no zip64 extra field that tells its '${field}'`, { field });
		}
		at += 8;
		return readUInt64(zip64, at - 8);
	};
	return {
		bytes: value('uncompressed size', 24),
		compressedBytes: value('compressed size', 20),
		headerOffset: end.prependedBytes + value('relative offset of local header', 42),
	};
}

function checkEntry(entry: ArchiveEntry, disk: number, end: EndRecord): void {
	const refuse = (field: string, what: string) => entryError(entry.name, what, { field });
	const { flags, rawName, compressedBytes, bytes, headerOffset } = entry;
	if (rawName.length === 0) throw refuse('file name', 'has no name');
	if (entry.name.includes('\0')) throw refuse('file name', 'has a zero byte in its name');
	if ((flags & (flag.encrypted | flag.strongEncryption)) !== 0) {
		throw refuse('general purpose bit flag', 'is encrypted, which is not supported');
	}
	if ((flags & flag.maskedLocalHeader) !== 0) {
		throw refuse('general purpose bit flag', 'has a masked local header, which is not supported');
	}
	if ((flags & flag.compressedPatchedData) !== 0) {
		throw refuse('general purpose bit flag', 'is a patch for another file, which is not supported');
	}
	if (disk !== 0 && disk !== MAX_UINT16) {
		throw refuse('disk number start', 'begins in another part of a split archive');
	}
	if (entry.method === method.stored && compressedBytes !== bytes) {
		throw refuse('compressed size', 'is stored as it is, but has two different sizes');
	}
	if (entry.method === method.deflate && bytes > (compressedBytes + 1) * HIGHEST_DEFLATE_RATIO) {
		throw refuse('uncompressed size', 'declares more bytes than its data can hold');
	}
	if (!Number.isSafeInteger(bytes)) {
		throw refuse('uncompressed size', 'declares an impossible size');
	}
	const shortest = headerOffset + fixedLength.localFileHeader + rawName.length + compressedBytes;
	if (shortest > end.directoryStart) {
		throw refuse(
			'relative offset of local header',
			'reaches into or behind the directory of the archive, so bytes are missing or a size is wrong',
		);
	}
}

function decodeName(
	rawName: Buffer,
	flags: number,
	versionMadeBy: number,
	fields: ExtraField[],
): string {
	return unicodePath(rawName, flags, fields) ?? decodeText(rawName, flags, versionMadeBy);
}

/**
 * Without the UTF-8 flag text is in code page 437, except on Unix and macOS: their tools write UTF-8
 * with or without the flag, and Info-ZIP and 7-Zip read it so.
 */
function decodeText(bytes: Buffer, flags: number, versionMadeBy: number): string {
	const isFlagged = (flags & flag.utf8) !== 0;
	const isMadeOnUnix = UNIX_HOSTS.includes(versionMadeBy >> 8);
	if (isFlagged || (isMadeOnUnix && isUtf8(bytes))) return utf8.decode(bytes);
	return decodeCp437(bytes);
}

function isUtf8(bytes: Buffer): boolean {
	return Buffer.from(utf8.decode(bytes)).equals(bytes);
}

/** Info-ZIP's extra field for names; it counts only while its checksum is that of the name. */
function unicodePath(rawName: Buffer, flags: number, fields: ExtraField[]): string | undefined {
	const data = fields.find(({ id }) => id === extraField.unicodePath)?.data;
	if ((flags & flag.utf8) !== 0 || data === undefined || data.length < 6) return undefined;
	if (data[0] !== 1 || data.readUInt32LE(1) !== crc32(rawName)) return undefined;
	return utf8.decode(data.subarray(5));
}

function directoryError(index: number, end: EndRecord, field: string): ArchiveError {
	return new ArchiveError(
		`The archive's directory is damaged at entry ${index + 1} of ${end.entryCount}: its '${field}' is not what it must be.`,
		{ field },
	);
}
