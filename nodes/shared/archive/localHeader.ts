import {
	extraField,
	fixedLength,
	MAX_UINT32,
	parseExtraFields,
	readUInt64,
	signature,
} from './format';

/** A local file header: it stands in front of an entry's data. */
export interface LocalHeader {
	versionNeeded: number;
	flags: number;
	method: number;
	dosTime: number;
	dosDate: number;
	crc32: number;
	compressedBytes: number;
	bytes: number;
	rawName: Buffer;
	/** Extra fields, which may differ from those of the directory. */
	extra: Buffer;
	/** Length of the whole header; the data begins behind it. */
	length: number;
}

export function isLocalHeader(bytes: Buffer): boolean {
	return bytes.readUInt32LE(0) === signature.localFileHeader;
}

/** Length of the header of which `fixed` are the first 30 bytes. */
export function localHeaderLength(fixed: Buffer): number {
	return fixedLength.localFileHeader + fixed.readUInt16LE(26) + fixed.readUInt16LE(28);
}

/**
 * Reads a whole local header, or returns undefined where its extra fields do not add up. Sizes that
 * only a data descriptor tells are returned as the header has them.
 */
export function parseLocalHeader(header: Buffer): LocalHeader | undefined {
	const nameEnd = fixedLength.localFileHeader + header.readUInt16LE(26);
	const extra = parseExtraFields(header.subarray(nameEnd));
	if (extra === undefined) return undefined;
	const zip64 = extra.find(({ id }) => id === extraField.zip64)?.data;
	// Unlike in the directory, both sizes stand in the zip64 field, whichever is needed.
	const size = (at: number, atInZip64: number) => {
		const value = header.readUInt32LE(at);
		const moved = value === MAX_UINT32 && zip64 !== undefined && zip64.length >= atInZip64 + 8;
		return moved ? readUInt64(zip64, atInZip64) : value;
	};
	return {
		versionNeeded: header.readUInt16LE(4),
		flags: header.readUInt16LE(6),
		method: header.readUInt16LE(8),
		dosTime: header.readUInt16LE(10),
		dosDate: header.readUInt16LE(12),
		crc32: header.readUInt32LE(14),
		compressedBytes: size(18, 8),
		bytes: size(22, 0),
		rawName: header.subarray(fixedLength.localFileHeader, nameEnd),
		extra: header.subarray(nameEnd),
		length: header.length,
	};
}
