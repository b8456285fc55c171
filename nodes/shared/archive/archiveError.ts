import type { UnpackLimits } from './limits';

interface ArchiveErrorDetails {
	/** The entry that is refused, as the archive names it. */
	entryName?: string;
	/** The field that is refused, in the words of the ZIP specification (APPNOTE). */
	field?: string;
	/** The limit that was exceeded, so that a caller can name its own option for it. */
	limit?: ExceededLimit;
}

/** `mostEntries`: the archive has more entries than were asked for. */
type ExceededLimit = keyof UnpackLimits | 'mostEntries';

/** The one error of this folder: the message is a sentence for the person who wanted the files. */
export class ArchiveError extends Error {
	readonly entryName?: string;
	readonly field?: string;
	readonly limit?: ExceededLimit;

	constructor(message: string, details: ArchiveErrorDetails = {}) {
		super(message);
		this.name = 'ArchiveError';
		this.entryName = details.entryName;
		this.field = details.field;
		this.limit = details.limit;
	}
}

/** An entry is refused: the sentence names the entry, says what is wrong, and names the field. */
export function entryError(
	entryName: string,
	what: string,
	details: Omit<ArchiveErrorDetails, 'entryName'> = {},
): ArchiveError {
	const { field } = details;
	const place = field === undefined || what.includes(field) ? '' : ` (see '${field}')`;
	return new ArchiveError(`'${shown(entryName)}' in the archive ${what}${place}.`, {
		...details,
		entryName,
	});
}

const LONGEST_SHOWN_NAME = 120;

/** Names come from outside: control characters and endless names have no place in a message. */
function shown(name: string): string {
	const printable = name.replace(/\p{C}/gu, '?');
	return printable.length > LONGEST_SHOWN_NAME
		? `${printable.slice(0, LONGEST_SHOWN_NAME)}…`
		: printable;
}
