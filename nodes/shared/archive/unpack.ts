import { sortedByOffset, type Archive } from './archive';
import { entryError } from './archiveError';
import { ByteReader } from './byteReader';
import { crc32 } from './crc32';
import type { ArchiveEntry } from './entry';
import { method, methodName } from './format';
import { inflate } from './inflate';
import { defaultUnpackLimits, RATIO_EXEMPT_BYTES, type UnpackLimits } from './limits';
import { safeFileName, uniqueNames } from './names';

export interface UnpackedEntry {
	entry: ArchiveEntry;
	/** A safe file name, different from those of the archive's other entries. */
	name: string;
	/** The file, inflated as it is read; its size and CRC-32 are checked at the end. */
	chunks: AsyncGenerator<Buffer, void>;
	/**
	 * Whether its compressed data is held in memory, so that `chunks` can be read at any time. Those of
	 * other entries are to be read before the next entry is asked for; what is left unread is skipped.
	 */
	isHeld: boolean;
}

/** Entries up to this size, compressed and not, are held. */
const HELD_BYTES = 1024 ** 2;

/**
 * Takes an archive apart in one pass over its source. Files come in the order in which the archive
 * stores them; `entry.index` tells their place in the directory. Folders are left out.
 *
 * @throws ArchiveError before the first file where a limit would be exceeded or a compression
 * method is unknown, and from `chunks` where data is damaged
 */
export async function* unpackArchive(
	archive: Archive,
	limits: UnpackLimits = defaultUnpackLimits,
): AsyncGenerator<UnpackedEntry, void> {
	const files = archive.entries.filter((entry) => !isEmptyFolder(entry));
	checkLimits(archive.entries, limits);
	files.forEach(checkIsUnpackable);
	const names = uniqueNames(files.map(({ name }) => safeFileName(name)));
	const nameOf = new Map(files.map((entry, position) => [entry, names[position]]));
	const reader = new ByteReader(await archive.source.read());
	try {
		for (const entry of sortedByOffset(files)) {
			const name = nameOf.get(entry) ?? entry.name;
			await reader.skipTo(entry.dataOffset);
			if (entry.bytes <= HELD_BYTES && entry.compressedBytes <= HELD_BYTES) {
				const data = await reader.take(entry.compressedBytes);
				yield { entry, name, chunks: unpackEntry(entry, inOneChunk(data)), isHeld: true };
				continue;
			}
			const chunks = unpackEntry(entry, reader.chunks(entry.compressedBytes));
			try {
				yield { entry, name, chunks, isHeld: false };
			} finally {
				await chunks.return();
			}
		}
	} finally {
		await reader.close();
	}
}

async function* unpackEntry(
	entry: ArchiveEntry,
	data: AsyncGenerator<Buffer, void>,
): AsyncGenerator<Buffer, void> {
	const file = entry.method === method.stored ? data : inflateEntry(entry, data);
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

function inflateEntry(entry: ArchiveEntry, data: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	return inflate(data, () =>
		entryError(entry.name, 'is damaged: its compressed data cannot be unpacked', {
			field: 'file data',
		}),
	);
}

async function* inOneChunk(data: Buffer): AsyncGenerator<Buffer, void> {
	if (data.length > 0) yield data;
}

function isEmptyFolder({ isFolder, bytes }: ArchiveEntry): boolean {
	return isFolder && bytes === 0;
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

function checkLimits(entries: ArchiveEntry[], limits: UnpackLimits): void {
	let total = 0;
	for (const entry of entries) {
		checkEntryLimits(entry, limits);
		total += entry.bytes;
		if (total > limits.maxTotalBytes) {
			throw entryError(
				entry.name,
				`brings the unpacked files to ${total} bytes, more than the limit of ${limits.maxTotalBytes} bytes in total`,
				{ limit: 'maxTotalBytes' },
			);
		}
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
