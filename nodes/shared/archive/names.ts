/** File names from outside, made harmless, and names that collide, made different. */

const LONGEST_NAME_BYTES = 255;
const LONGEST_EXTENSION_BYTES = 32;
const NAME_OF_THE_NAMELESS = 'unnamed';

/** Windows opens these as devices, whatever follows the first dot. */
const DEVICE_NAME = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ ]*(?:\.|$)/i;
/** Control characters, halves of characters, and marks that reverse how a name is read ("gpj.exe" for "exe.jpg"). */
const INVISIBLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/**
 * A name that is safe for a single file on any system: the last part of a path, without control
 * characters, device names, or dots and spaces at its end, at most 255 bytes long with its
 * extension kept. Everything else, as in '報告書 "最終" 📄.pdf', stays.
 */
export function safeFileName(name: string): string {
	const lastPart = name.split(/[/\\]/).pop() ?? '';
	// 'C:name' and 'name:stream' mean another file on Windows.
	const plain = withoutDotsAtEnd(lastPart.replace(INVISIBLE, '').replace(/:/g, '_').trim());
	const named = plain === '' ? NAME_OF_THE_NAMELESS : plain;
	return withoutDotsAtEnd(shortened(DEVICE_NAME.test(named) ? `_${named}` : named));
}

/**
 * A path that stays inside the folder where someone unpacks it: each of its parts a safe file name.
 * Writers on Windows separate folders with a backslash.
 *
 * @param isFolder whether it shall end in a slash, as paths of folders do
 */
export function safePath(path: string, isFolder: boolean): string {
	const parts = path.split(/[/\\]/).filter((part) => !['', '.', '..'].includes(part));
	const safe = parts.map(safeFileName).join('/') || NAME_OF_THE_NAMELESS;
	return isFolder ? `${safe}/` : safe;
}

/**
 * Makes names different: the second 'name.ext' becomes 'name (1).ext', or the next number that
 * nobody has. Names are the same that differ only in case or in Unicode normalization, because
 * Windows and macOS would write one file over the other.
 */
export class UniqueNames {
	private readonly taken = new Set<string>();

	private readonly numbers = new Numbers();

	/**
	 * The same names in the same order, each different from all that have been given. No number makes
	 * a name that another one of `names` has.
	 */
	give(names: readonly string[]): string[] {
		const wanted = new Set(names.map(collisionKey));
		return names.map((name) => {
			const key = collisionKey(name);
			if (!this.taken.has(key)) {
				this.taken.add(key);
				return name;
			}
			let candidate: string;
			do candidate = this.numbers.next(name);
			while (wanted.has(collisionKey(candidate)) || this.taken.has(collisionKey(candidate)));
			this.taken.add(collisionKey(candidate));
			return candidate;
		});
	}
}

/**
 * Numbered names, each of which is tried once. A long name is cut to make room for its number, so
 * names that are different may become the same when numbered: such names share their numbers.
 */
class Numbers {
	/** The last number tried, by the first name of as many digits. */
	private readonly last = new Map<string, number>();

	/** The name with the next number that no name of its kind has tried. */
	next(name: string): string {
		for (let first = 1; ; first *= 10) {
			const key = collisionKey(numbered(name, first));
			const number = (this.last.get(key) ?? first - 1) + 1;
			if (number === 10 * first) continue;
			this.last.set(key, number);
			return numbered(name, number);
		}
	}
}

/** Two names with the same key are one file for a system that is not as strict as others. */
export function collisionKey(name: string): string {
	return name.normalize('NFC').toLowerCase();
}

function numbered(path: string, number: number): string {
	const start = Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1;
	const { stem, extension } = splitExtension(path.slice(start));
	return path.slice(0, start) + joined(stem, ` (${number})${extension}`);
}

/** Not by an expression: each run of dots inside the name would be tried from each of its dots. */
function withoutDotsAtEnd(name: string): string {
	let end = name.length;
	while (end > 0 && /[.\s]/.test(name[end - 1])) end--;
	return name.slice(0, end);
}

function shortened(name: string): string {
	const { stem, extension } = splitExtension(name);
	return joined(stem, extension);
}

/** The stem, cut so that both fit into 255 bytes, and the ending. */
function joined(stem: string, ending: string): string {
	const room = LONGEST_NAME_BYTES - Buffer.byteLength(ending);
	if (Buffer.byteLength(stem) <= room) return stem + ending;
	let bytes = 0;
	let cut = '';
	for (const character of stem) {
		bytes += Buffer.byteLength(character);
		if (bytes > room) break;
		cut += character;
	}
	return cut + ending;
}

/** What follows the last dot is an extension unless it is too long to be one. */
function splitExtension(name: string): { stem: string; extension: string } {
	const dot = name.lastIndexOf('.');
	if (dot <= 0 || Buffer.byteLength(name.slice(dot)) > LONGEST_EXTENSION_BYTES) {
		return { stem: name, extension: '' };
	}
	return { stem: name.slice(0, dot), extension: name.slice(dot) };
}
