import { entryError, type ArchiveError } from './archiveError';
import type { ByteReader } from './byteReader';
import type { ArchiveEntry } from './entry';
import { flag, MAX_UINT32, readUInt64, signature } from './format';
import { isLocalHeader, parseLocalHeader, type LocalHeader } from './localHeader';

/** Signature, CRC-32 and two sizes of eight bytes: the longest form of a data descriptor. */
const LONGEST_DESCRIPTOR = 24;

/**
 * Compares an entry of the directory with its local header, and notes where its data begins.
 *
 * @throws ArchiveError where the two disagree, or the header does not exist
 */
export function checkLocalHeader(entry: ArchiveEntry, header: Buffer | undefined): LocalHeader {
	if (header === undefined || !isLocalHeader(header)) {
		throw entryError(entry.name, 'is not where the directory says it is', {
			field: 'relative offset of local header',
		});
	}
	const local = parseLocalHeader(header);
	if (local === undefined) {
		throw entryError(entry.name, "has a damaged 'extra field' in its local header", {
			field: 'extra field',
		});
	}
	compare(entry, local);
	entry.dataOffset = entry.headerOffset + local.length;
	return local;
}

function compare(entry: ArchiveEntry, local: LocalHeader): void {
	if (!entry.rawName.equals(local.rawName)) throw disagreement(entry, 'file name');
	if (entry.method !== local.method) throw disagreement(entry, 'compression method');
	if (comparedFlags(entry.flags, entry) !== comparedFlags(local.flags, entry)) {
		throw disagreement(entry, 'general purpose bit flag');
	}
	for (const [field, inDirectory, inHeader] of [
		['CRC-32', entry.crc32, local.crc32],
		['compressed size', entry.compressedBytes, local.compressedBytes],
		['uncompressed size', entry.bytes, local.bytes],
	] as const) {
		if (inDirectory === inHeader || (hasDescriptor(local) && isLeftOpen(inHeader))) continue;
		throw disagreement(entry, field);
	}
}

/** What the UTF-8 flag says makes no difference to a name in ASCII, and writers differ in it. */
function comparedFlags(flags: number, { rawName }: ArchiveEntry): number {
	const isAscii = rawName.every((byte) => byte < 0x80);
	const compared = flag.encrypted | flag.strongEncryption | flag.maskedLocalHeader;
	return flags & (isAscii ? compared : compared | flag.utf8);
}

function hasDescriptor(local: LocalHeader): boolean {
	return (local.flags & flag.dataDescriptor) !== 0;
}

function isLeftOpen(value: number): boolean {
	return value === 0 || value === MAX_UINT32;
}

/**
 * Reads what stands between an entry's data and the next header: the data descriptor, where the
 * local header left the sizes open, and never an entry that the directory does not list.
 *
 * @throws ArchiveError where the descriptor is missing or disagrees with the directory
 */
export async function checkGap(
	entry: ArchiveEntry,
	local: LocalHeader,
	reader: ByteReader,
	gapBytes: number,
): Promise<void> {
	const gap = await reader.take(Math.min(gapBytes, LONGEST_DESCRIPTOR + 4));
	const descriptorBytes = hasDescriptor(local) ? descriptorLength(entry, gap) : 0;
	const isComplete =
		local.crc32 === entry.crc32 &&
		local.compressedBytes === entry.compressedBytes &&
		local.bytes === entry.bytes;
	if (!isComplete && descriptorBytes === 0) throw disagreement(entry, 'data descriptor');
	const rest = gap.subarray(descriptorBytes);
	if (rest.length >= 4 && isLocalHeader(rest)) {
		throw entryError(entry.name, 'is followed by a file that the directory does not list', {
			field: 'local file header signature',
		});
	}
}

/**
 * Length of the descriptor at the start of `gap`, or 0 where none agrees with the entry. It may
 * have a signature, and has sizes of four or, with zip64, of eight bytes.
 */
function descriptorLength(entry: ArchiveEntry, gap: Buffer): number {
	const isSigned = gap.length >= 4 && gap.readUInt32LE(0) === signature.dataDescriptor;
	for (const start of isSigned ? [4, 0] : [0]) {
		const fields = gap.subarray(start);
		if (fields.length < 12 || fields.readUInt32LE(0) !== entry.crc32) continue;
		if (
			fields.length >= 20 &&
			readUInt64(fields, 4) === entry.compressedBytes &&
			readUInt64(fields, 12) === entry.bytes
		) {
			return start + 20;
		}
		if (
			fields.readUInt32LE(4) === entry.compressedBytes &&
			fields.readUInt32LE(8) === entry.bytes
		) {
			return start + 12;
		}
	}
	return 0;
}

function disagreement(entry: ArchiveEntry, field: string): ArchiveError {
	return entryError(
		entry.name,
		`has one '${field}' in the directory and another one next to its data`,
		{ field },
	);
}
