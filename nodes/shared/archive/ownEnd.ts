import { ArchiveError } from './archiveError';
import {
	endError,
	endRecordsIn,
	placeOfDirectory,
	placeOfZip64Directory,
	ZIP64_BYTES,
} from './endRecord';
import { fixedLength, signature } from './format';

/**
 * Why a file does not end with an end record.
 *
 * @param ownEnd as `findOwnEnd` gives it
 */
export function noEndRecord(ownEnd: number | undefined, fileBytes: number): ArchiveError {
	if (ownEnd !== undefined && ownEnd < fileBytes) {
		return endError(
			'end of central directory record',
			`is followed by ${fileBytes - ownEnd} bytes that do not belong to it`,
		);
	}
	return new ArchiveError(
		"This is not a complete ZIP archive: its last part, the 'end of central directory' record, is missing.",
		{ field: 'end of central directory signature' },
	);
}

/**
 * The end of an archive that other bytes follow: behind the first end record whose offsets count from the
 * start of the file. Those of an archive inside a file of an archive count from their own start.
 *
 * @param chunks of the file, in which it may be
 * @param start of the first of them in the file
 */
export async function findOwnEnd(
	chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
	start: number,
): Promise<number | undefined> {
	let window = Buffer.alloc(0);
	let windowStart = start;
	for await (const chunk of chunks) {
		window = Buffer.concat([window, chunk]);
		const own = endRecordsIn(window).find(({ at }) => isOwn(window, at, windowStart));
		if (own !== undefined) return windowStart + own.end;
		const kept = window.subarray(-(ZIP64_BYTES + fixedLength.endOfCentralDirectory - 1));
		windowStart += window.length - kept.length;
		window = kept;
	}
	return undefined;
}

function isOwn(bytes: Buffer, at: number, start: number): boolean {
	const plain = placeOfDirectory(bytes, at, start);
	if (plain.offset + plain.bytes === plain.end) return true;
	const record = at - ZIP64_BYTES;
	if (record < 0 || bytes.readUInt32LE(record) !== signature.zip64EndOfCentralDirectory) {
		return false;
	}
	const zip64 = placeOfZip64Directory(bytes, record, start);
	return zip64.offset + zip64.bytes === zip64.end;
}
