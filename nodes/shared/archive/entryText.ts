import { decodeCp437 } from './cp437';
import { crc32 } from './crc32';
import { extraField, flag, type ExtraField } from './format';

/** Upper byte of 'version made by': Unix and macOS. */
const UNIX_HOSTS = [3, 19];

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** @param fields the extra fields, one of which may hold the name in UTF-8 */
export function decodeName(
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
export function decodeText(bytes: Buffer, flags: number, versionMadeBy: number): string {
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
