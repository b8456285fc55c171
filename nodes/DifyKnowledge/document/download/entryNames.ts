import { collisionKey, safeFileName } from '../../../shared/archive/names';

/** What is known of a document before its file comes. */
export interface KnownNames {
	/** Name of the original file: Dify calls the entry after it. */
	fileName?: string;
	/** The document's own name: that of its file, unless one of the two was changed. */
	name?: string;
	/** Of the original file, as Dify stores it: `pdf`. */
	extension?: string;
}

/** Endings that a text may have: Dify stores `txt` as the extension of all that came as text. */
const TEXT_ENDINGS = [
	...['csv', 'htm', 'html', 'json', 'log', 'markdown', 'md', 'mdx'],
	...['properties', 'tsv', 'vtt', 'xml', 'yaml', 'yml'],
];

/** The name that a file is delivered under, alone and in a ZIP: harmless, and with an extension. */
export function deliveredName({ fileName, extension }: KnownNames, entryName: string): string {
	return safeFileName(withExtension(safeFileName(entryNameOf(fileName ?? entryName)), extension));
}

/**
 * Of a text Dify stores no extension in the name, of other files that were renamed neither. Where the
 * extension is not known, it is a text: Dify takes no other file without one (1.14, FileService).
 */
function withExtension(name: string, extension: string | undefined): string {
	const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1].toLowerCase();
	const known = extension?.toLowerCase();
	if (known === undefined || !/^[a-z0-9]{1,16}$/.test(known)) {
		return ending !== undefined && /^[a-z].{0,9}$/.test(ending) ? name : `${name}.txt`;
	}
	const isFitting =
		ending === known || (known === 'txt' && ending !== undefined && TEXT_ENDINGS.includes(ending));
	return isFitting ? name : `${name}.${known}`;
}

/** The name of the entry that Dify makes of a file (1.14, FileService._sanitize_zip_entry_name). */
function entryNameOf(fileName: string): string {
	const base = fileName.slice(fileName.lastIndexOf('/') + 1).trim();
	return base === '' ? 'file' : base.replace(/\\/g, '_');
}

/**
 * Tells whether the entries of a ZIP are the documents that were asked for, entry by entry. Dify
 * answers in the order of the request, and nothing but the name of an entry shows that it did.
 */
export class EntryOrder {
	private readonly seen: string[][] = [];

	private readonly earlier = new Set<string>();

	constructor(private readonly documents: readonly KnownNames[]) {}

	/**
	 * Takes the name of the next entry.
	 *
	 * @returns what is wrong, or undefined where the entry is explained by the name of its document's
	 * file, or this name is not known
	 */
	next(entryName: string): string | undefined {
		const place = this.seen.length;
		const { fileName } = this.documents[place];
		const keys = [...keysOf(entryName), collisionKey(safeFileName(entryName))];
		const isExplained = fileName === undefined || this.explains(fileName, keys);
		this.seen.push(keys);
		keys.forEach((key) => this.earlier.add(key));
		if (isExplained) return undefined;
		return `file ${place + 1} in the archive is '${entryName}', but document ${place + 1} is '${fileName}'`;
	}

	/**
	 * To be asked when all entries have come. Where only the name of a document is known, its file may
	 * be called otherwise; but not like that of another document, which has got a third one's.
	 *
	 * @returns what is wrong
	 */
	end(): string | undefined {
		const strange = this.documents.flatMap(({ fileName, name }, place) => {
			if (fileName !== undefined || name === undefined) return [];
			return this.explains(name, this.seen[place]) ? [] : [{ name, place }];
		});
		for (const { name, place } of strange) {
			const other = strange.find((one) => this.explains(one.name, this.seen[place]));
			if (other) {
				return `file ${place + 1} in the archive is that of '${other.name}', but document ${place + 1} is '${name}'`;
			}
		}
		return undefined;
	}

	/** Whether the entry has this name, or with a number behind it where there were two of it. */
	private explains(name: string, keys: string[]): boolean {
		return keysOf(name).some(
			(wanted) =>
				keys.includes(wanted) ||
				(this.earlier.has(wanted) && keys.some((key) => withoutNumber(key) === wanted)),
		);
	}
}

/** Two names with a key in common may be one that something had to be replaced in on the way. */
function keysOf(fileName: string): string[] {
	const flat = fileName.replace(/[/\\]/g, '_');
	return [entryNameOf(fileName), flat].map((name) => collisionKey(safeFileName(name)));
}

/** Of 'name (1).ext' what it was before another one of its name came. */
function withoutNumber(name: string): string {
	return name.replace(/ \(\d+\)(\.[^.]*)?$/, '$1');
}
