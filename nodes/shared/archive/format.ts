/** What a ZIP file is made of. Names and numbers are those of PKWARE's APPNOTE 6.3. */

export const signature = {
	localFileHeader: 0x04034b50,
	dataDescriptor: 0x08074b50,
	centralDirectoryHeader: 0x02014b50,
	endOfCentralDirectory: 0x06054b50,
	zip64EndOfCentralDirectory: 0x06064b50,
	zip64EndLocator: 0x07064b50,
} as const;

/** Behind the last entry: the central directory, or the end record of an archive without entries. */
export function isDirectoryStart(bytes: Buffer): boolean {
	const found = bytes.readUInt32LE(0);
	return (
		found === signature.centralDirectoryHeader ||
		found === signature.endOfCentralDirectory ||
		found === signature.zip64EndOfCentralDirectory
	);
}

/** Lengths in bytes, without the variable fields that follow. */
export const fixedLength = {
	localFileHeader: 30,
	centralDirectoryHeader: 46,
	endOfCentralDirectory: 22,
	zip64EndOfCentralDirectory: 56,
	zip64EndLocator: 20,
} as const;

/** Bits of the 'general purpose bit flag'. */
export const flag = {
	encrypted: 1 << 0,
	/** Bits 1 and 2 belong to the compression method. */
	method: (1 << 1) | (1 << 2),
	dataDescriptor: 1 << 3,
	compressedPatchedData: 1 << 5,
	strongEncryption: 1 << 6,
	utf8: 1 << 11,
	maskedLocalHeader: 1 << 13,
} as const;

export const method = { stored: 0, deflate: 8 } as const;

const METHOD_NAMES: Record<number, string> = {
	0: 'Store',
	1: 'Shrink',
	6: 'Implode',
	8: 'Deflate',
	9: 'Deflate64',
	12: 'BZIP2',
	14: 'LZMA',
	20: 'Zstandard',
	93: 'Zstandard',
	94: 'MP3',
	95: 'XZ',
	96: 'JPEG',
	97: 'WavPack',
	98: 'PPMd',
	99: 'AES encryption',
};

export function methodName(number: number): string {
	return METHOD_NAMES[number] ?? `number ${number}`;
}

/** Header IDs of extra fields. */
export const extraField = {
	zip64: 0x0001,
	ntfsTimes: 0x000a,
	extendedTimestamp: 0x5455,
	unicodePath: 0x7075,
} as const;

/** In a 16- or 32-bit field: the value stands in a zip64 record. */
export const MAX_UINT16 = 0xffff;
export const MAX_UINT32 = 0xffffffff;

export interface ExtraField {
	id: number;
	data: Buffer;
}

/**
 * The extra fields of a header, or undefined where one is longer than the room left for it. Up to
 * three bytes at the end may belong to none: Android's zipalign pads with them.
 */
export function parseExtraFields(bytes: Buffer): ExtraField[] | undefined {
	const fields: ExtraField[] = [];
	let at = 0;
	while (at + 4 <= bytes.length) {
		const end = at + 4 + bytes.readUInt16LE(at + 2);
		if (end > bytes.length) return undefined;
		fields.push({ id: bytes.readUInt16LE(at), data: bytes.subarray(at + 4, end) });
		at = end;
	}
	return fields;
}

export function joinExtraFields(fields: ExtraField[]): Buffer {
	return Buffer.concat(
		fields.map(({ id, data }) => {
			const head = Buffer.alloc(4);
			head.writeUInt16LE(id, 0);
			head.writeUInt16LE(data.length, 2);
			return Buffer.concat([head, data]);
		}),
	);
}

/** A number above 2^53 loses its last digits; it is larger than any file and refused as such. */
export function readUInt64(bytes: Buffer, at: number): number {
	return bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
}

export function writeUInt64(bytes: Buffer, value: number, at: number): void {
	bytes.writeUInt32LE(value % 2 ** 32, at);
	bytes.writeUInt32LE(Math.floor(value / 2 ** 32), at + 4);
}
