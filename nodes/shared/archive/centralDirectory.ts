import { ArchiveError, entryError } from './archiveError';
import type { EndRecord } from './endRecord';
import { isFolderName, type ArchiveEntry } from './entry';
import { decodeName, decodeText } from './entryText';
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
const HIGHEST_DEFLATE_RATIO = 1032;

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
		const header = headerAt(directory.subarray(at), entries.length, end);
		entries.push(readEntry(header, entries.length, end));
		at += header.length;
	}
	if (at !== directory.length) {
		throw new ArchiveError(
			`The archive's directory does not end after the ${end.entryCount} entries that its 'total number of entries' announces.`,
			{ field: 'total number of entries' },
		);
	}
	return entries;
}

/** The header that `bytes` begin with. */
function headerAt(bytes: Buffer, index: number, end: EndRecord): Buffer {
	if (
		bytes.length < fixedLength.centralDirectoryHeader ||
		bytes.readUInt32LE(0) !== signature.centralDirectoryHeader
	) {
		throw directoryError(index, end, 'central file header signature');
	}
	const { length } = fieldsOf(bytes);
	if (length > bytes.length) throw directoryError(index, end, 'file name length');
	return bytes.subarray(0, length);
}

/** The variable fields of a header, and its whole length. */
function fieldsOf(header: Buffer) {
	const nameEnd = fixedLength.centralDirectoryHeader + header.readUInt16LE(28);
	const extraEnd = nameEnd + header.readUInt16LE(30);
	const length = extraEnd + header.readUInt16LE(32);
	return {
		rawName: header.subarray(fixedLength.centralDirectoryHeader, nameEnd),
		extra: header.subarray(nameEnd, extraEnd),
		rawComment: header.subarray(extraEnd, length),
		length,
	};
}

function readEntry(header: Buffer, index: number, end: EndRecord): ArchiveEntry {
	const { rawName, extra, rawComment } = fieldsOf(header);
	const versionMadeBy = header.readUInt16LE(4);
	const flags = header.readUInt16LE(8);
	const fields = parseExtraFields(extra);
	const name = decodeName(rawName, flags, versionMadeBy, fields ?? []);
	if (fields === undefined) {
		throw entryError(name, "has an 'extra field' that is longer than the room for it", {
			field: 'extra field',
		});
	}
	const sizes = readSizes(header, name, fields, end);
	const entry: ArchiveEntry = {
		index,
		name,
		isFolder: isFolderName(name, sizes.bytes),
		...sizes,
		crc32: header.readUInt32LE(16),
		comment: decodeText(rawComment, flags, versionMadeBy),
		method: header.readUInt16LE(10),
		flags,
		versionMadeBy,
		versionNeeded: header.readUInt16LE(6),
		dosTime: header.readUInt16LE(12),
		dosDate: header.readUInt16LE(14),
		internalAttributes: header.readUInt16LE(36),
		externalAttributes: header.readUInt32LE(38),
		rawName,
		extra,
		dataOffset: 0,
	};
	checkEntry(entry, header.readUInt16LE(34), end);
	return entry;
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
	const { flags, rawName, compressedBytes, headerOffset } = entry;
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
	const fault = sizeFault(entry);
	if (fault !== undefined) throw refuse(fault.field, fault.what);
	const shortest = headerOffset + fixedLength.localFileHeader + rawName.length + compressedBytes;
	if (shortest > end.directoryStart) {
		throw refuse(
			'relative offset of local header',
			'reaches into or behind the directory of the archive, so bytes are missing or a size is wrong',
		);
	}
}

/** Why an entry cannot have the sizes that one of its headers tells; undefined where it can. */
export function sizeFault(
	header: Pick<ArchiveEntry, 'method' | 'bytes' | 'compressedBytes'>,
): { field: string; what: string } | undefined {
	const { bytes, compressedBytes } = header;
	if (header.method === method.stored && compressedBytes !== bytes) {
		return { field: 'compressed size', what: 'is stored as it is, but has two different sizes' };
	}
	if (header.method === method.deflate && bytes > (compressedBytes + 1) * HIGHEST_DEFLATE_RATIO) {
		return { field: 'uncompressed size', what: 'declares more bytes than its data can hold' };
	}
	if (!Number.isSafeInteger(bytes)) {
		return { field: 'uncompressed size', what: 'declares an impossible size' };
	}
	return undefined;
}

function directoryError(index: number, end: EndRecord, field: string): ArchiveError {
	return new ArchiveError(
		`The archive's directory is damaged at entry ${index + 1} of ${end.entryCount}: its '${field}' is not what it must be.`,
		{ field },
	);
}
