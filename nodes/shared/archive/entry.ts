import { flag } from './format';

/** One file or folder of an archive, as the central directory describes it. */
export interface ArchiveEntry {
	/** Position in the central directory, from 0. */
	index: number;
	/** As the archive has it: may hold folders, or parts that lead out of a folder. */
	name: string;
	isFolder: boolean;
	/** Length of the file, unpacked. */
	bytes: number;
	compressedBytes: number;
	/** CRC-32 of the unpacked file. */
	crc32: number;
	comment: string;
	/** Compression method: 0 Store, 8 Deflate, and others. */
	method: number;
	/** General purpose bit flag. */
	flags: number;
	versionMadeBy: number;
	versionNeeded: number;
	dosTime: number;
	dosDate: number;
	internalAttributes: number;
	externalAttributes: number;
	rawName: Buffer;
	/** Extra fields of the directory. */
	extra: Buffer;
	/** Where the local header begins, counted from the first byte of the file. */
	headerOffset: number;
	/** Where the compressed data begins, counted from the first byte of the file. */
	dataOffset: number;
}

/** Folders have names that end in a slash, or in a backslash where old .NET wrote them. */
export function isFolderName(name: string, bytes: number): boolean {
	return name.endsWith('/') || (name.endsWith('\\') && bytes === 0);
}

/** Whether two entries, with whatever names and times, have the same data, as far as their headers tell. */
export function isSameFile(one: ArchiveEntry, other: ArchiveEntry): boolean {
	return (
		one.bytes === other.bytes &&
		one.compressedBytes === other.compressedBytes &&
		one.crc32 === other.crc32 &&
		one.method === other.method &&
		(one.flags & flag.method) === (other.flags & flag.method)
	);
}

/** An entry and its data, as a pass over its archive gives it. */
export interface EntryWithData {
	entry: ArchiveEntry;
	/** Compressed, to be read before the next entry is asked for; what is left unread is skipped. */
	data: AsyncGenerator<Buffer, void>;
	/** Whether all of `data` is in memory, so that it can be read at any time. */
	isHeld: boolean;
}

/** Data that is in memory, as an entry has it. */
export async function* heldData(pieces: Buffer[]): AsyncGenerator<Buffer, void> {
	yield* pieces;
}
