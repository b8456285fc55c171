import { sizeFault } from './centralDirectory';
import { isFolderName, type ArchiveEntry } from './entry';
import { extraField, flag, method, parseExtraFields } from './format';
import { parseLocalHeader, type LocalHeader } from './localHeader';

/** With one of these an entry cannot be told from its local header alone, or is refused. */
const FLAGS_FOR_THE_DIRECTORY =
	flag.dataDescriptor |
	flag.encrypted |
	flag.strongEncryption |
	flag.compressedPatchedData |
	flag.maskedLocalHeader;

const SLASH = '/'.charCodeAt(0);

/**
 * An entry as its local header tells it, so without what only the directory knows: its comment,
 * attributes, and who made it.
 *
 * @returns undefined where it cannot be read, or named, without the directory
 */
export function arrivingEntry(
	header: Buffer,
	index: number,
	headerOffset: number,
): ArchiveEntry | undefined {
	const local = parseLocalHeader(header);
	if (local === undefined || !tellsAll(local)) return undefined;
	const { length, rawName, ...known } = local;
	const name = rawName.toString();
	return {
		...known,
		index,
		name,
		isFolder: isFolderName(name, local.bytes),
		rawName,
		comment: '',
		versionMadeBy: local.versionNeeded,
		internalAttributes: 0,
		externalAttributes: 0,
		headerOffset,
		dataOffset: headerOffset + length,
	};
}

function tellsAll(local: LocalHeader): boolean {
	const { flags, rawName, bytes, compressedBytes } = local;
	if ((flags & FLAGS_FOR_THE_DIRECTORY) !== 0) return false;
	if (local.method !== method.stored && local.method !== method.deflate) return false;
	if (sizeFault(local) !== undefined || !Number.isSafeInteger(compressedBytes)) return false;
	const isFolder = rawName.at(-1) === SLASH;
	return isNameClear(local) && !(isFolder && bytes > 0);
}

/** Which encoding a name without the UTF-8 flag has, the directory tells; so does a second name. */
function isNameClear({ flags, rawName, extra }: LocalHeader): boolean {
	if (rawName.length === 0 || rawName.includes(0)) return false;
	if ((flags & flag.utf8) !== 0) return true;
	const isAscii = rawName.every((byte) => byte < 0x80);
	return isAscii && !parseExtraFields(extra)?.some(({ id }) => id === extraField.unicodePath);
}
