const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** What unpacking may produce at most. The sizes an archive declares are held against these. */
export interface UnpackLimits {
	/** Bytes of all unpacked entries together. */
	maxTotalBytes: number;
	/** Bytes of one unpacked entry. */
	maxEntryBytes: number;
	/** Unpacked bytes per compressed byte of one entry; entries up to 16 MiB are exempt. */
	maxRatio: number;
}

/** Far above what documents need. Deflate reaches a ratio of 1032 at most, on a run of one byte. */
export const defaultUnpackLimits: UnpackLimits = {
	maxTotalBytes: 10 * GIB,
	maxEntryBytes: 4 * GIB,
	maxRatio: 1000,
};

/** A short text file of blanks compresses as well as a bomb and does no harm. */
export const RATIO_EXEMPT_BYTES = 16 * MIB;

/** Largest central directory that is read: it is held in memory. */
export const MAX_DIRECTORY_BYTES = 64 * MIB;

/** Most entries of an archive of which nobody says how many it should have: each becomes an object. */
export const MAX_ENTRIES = 100_000;
