import { HELD_BYTES } from './archive';
import { entryError } from './archiveError';
import { joined } from './byteReader';
import { crc32 } from './crc32';
import type { ArchiveEntry, EntryWithData } from './entry';
import { method, methodName } from './format';
import { freeEarly } from './freeEarly';
import { inflate } from './inflate';
import { inflateHeld } from './inflateHeld';
import { defaultUnpackLimits, RATIO_EXEMPT_BYTES, type UnpackLimits } from './limits';
import { safeFileName, UniqueNames } from './names';

const SMALL_BYTES = 32 * 1024;
/** Nothing else happens in n8n meanwhile: data made to take long takes 0.2 s. */
const MOST_BYTES_AT_ONCE = 256 * 1024;

export interface UnpackedEntry {
	entry: ArchiveEntry;
	/** A safe file name, different from those of the entries before. */
	name: string;
	/** The file, inflated as it is read; its size and CRC-32 are checked at the end. */
	chunks: AsyncGenerator<Buffer, void>;
	/** Whether it can be held as a whole, and `chunks` be read when the next entry has come. */
	isSmall: boolean;
}

/** Unpacks the entries of one archive, one after the other, as long as they stay within limits. */
export class Unpacker {
	private totalBytes = 0;

	/** @param names those that are taken; files get others */
	constructor(
		private readonly limits: UnpackLimits = defaultUnpackLimits,
		private readonly names = new UniqueNames(),
	) {}

	/**
	 * @returns undefined for a folder
	 * @throws ArchiveError where a limit would be exceeded or the compression method is unknown, and
	 * from `chunks` where the data is damaged
	 */
	unpack({ entry, data, isHeld }: EntryWithData): UnpackedEntry | undefined {
		this.check(entry);
		if (entry.isFolder && entry.bytes === 0) return undefined;
		checkIsUnpackable(entry);
		const [name] = this.names.give([safeFileName(entry.name)]);
		const chunks = unpackEntry({ entry, data, isHeld });
		return { entry, name, chunks, isSmall: isHeld && entry.bytes <= HELD_BYTES };
	}

	private check(entry: ArchiveEntry): void {
		const { maxTotalBytes } = this.limits;
		this.totalBytes += entry.bytes;
		checkEntryLimits(entry, this.limits);
		if (this.totalBytes > maxTotalBytes) {
			throw entryError(
				entry.name,
				`brings the unpacked files to ${this.totalBytes} bytes, more than the limit of ${maxTotalBytes} bytes in total`,
				{ limit: 'maxTotalBytes' },
			);
		}
	}
}

async function* unpackEntry({ entry, data, isHeld }: EntryWithData): AsyncGenerator<Buffer, void> {
	const isStored = entry.method === method.stored;
	const file = isStored ? data : inflateEntry(entry, data, isHeld && isCheapAtOnce(entry));
	let bytes = 0;
	let checksum = 0;
	for await (const chunk of file) {
		bytes += chunk.length;
		if (bytes > entry.bytes) {
			throw entryError(entry.name, 'unpacks to more bytes than its size says', {
				field: 'uncompressed size',
			});
		}
		checksum = crc32(chunk, checksum);
		yield chunk;
	}
	if (bytes < entry.bytes) {
		throw entryError(entry.name, 'unpacks to fewer bytes than its size says', {
			field: 'uncompressed size',
		});
	}
	if (checksum !== entry.crc32) {
		throw entryError(entry.name, 'is damaged: its contents do not match its CRC-32', {
			field: 'CRC-32',
		});
	}
}

function inflateEntry(
	entry: ArchiveEntry,
	data: AsyncIterable<Buffer>,
	isAtOnce: boolean,
): AsyncGenerator<Buffer> {
	const damageError = () =>
		entryError(entry.name, 'is damaged: its compressed data cannot be unpacked', {
			field: 'file data',
		});
	return isAtOnce ? inflateAtOnce(entry, data, damageError) : inflate(data, damageError);
}

async function* inflateAtOnce(
	{ bytes }: ArchiveEntry,
	data: AsyncIterable<Buffer>,
	damageError: () => Error,
): AsyncGenerator<Buffer, void> {
	const pieces: Buffer[] = [];
	for await (const piece of data) pieces.push(piece);
	// One byte more than it should have tells that it is longer.
	yield freeEarly(inflateHeld(joined(pieces), bytes + 1, damageError));
}

/** Small files, and those that Deflate leaves as they are, such as pictures: both cost `inflate` more. */
function isCheapAtOnce({ bytes, compressedBytes }: ArchiveEntry): boolean {
	const isSmall = bytes <= SMALL_BYTES || compressedBytes >= bytes;
	return isSmall && compressedBytes <= MOST_BYTES_AT_ONCE;
}

function checkIsUnpackable(entry: ArchiveEntry): void {
	if (entry.isFolder) {
		throw entryError(entry.name, 'has the name of a folder but the contents of a file', {
			field: 'uncompressed size',
		});
	}
	if (entry.method !== method.stored && entry.method !== method.deflate) {
		throw entryError(
			entry.name,
			`is compressed with ${methodName(entry.method)}; only Store and Deflate can be unpacked`,
			{ field: 'compression method' },
		);
	}
}

function checkEntryLimits(entry: ArchiveEntry, limits: UnpackLimits): void {
	if (entry.bytes > limits.maxEntryBytes) {
		throw entryError(
			entry.name,
			`unpacks to ${entry.bytes} bytes, more than the limit of ${limits.maxEntryBytes} bytes per file`,
			{ limit: 'maxEntryBytes' },
		);
	}
	if (entry.bytes > RATIO_EXEMPT_BYTES && entry.bytes > entry.compressedBytes * limits.maxRatio) {
		throw entryError(
			entry.name,
			`unpacks to more than ${limits.maxRatio} times its compressed size, which is the limit`,
			{ limit: 'maxRatio' },
		);
	}
}
