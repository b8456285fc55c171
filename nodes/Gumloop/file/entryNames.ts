import type { ArchiveEntry } from '../../shared/archive/entry';
import { safeFileName } from '../../shared/archive/names';

/**
 * The names asked for that an archive has no file for. Gumloop does not document how it names
 * entries: a file also counts as found when it stands in a folder or its name was made harmless.
 */
export function missingNames(names: string[], entries: ArchiveEntry[]): string[] {
	const files = entries.filter(({ isFolder }) => !isFolder);
	const exact = new Set(files.map(({ name }) => name));
	const notExact = names.filter((name) => !exact.delete(name));
	const similar = [...exact].map(comparable);
	return notExact.filter((name) => {
		const place = similar.indexOf(comparable(name));
		if (place === -1) return true;
		similar.splice(place, 1);
		return false;
	});
}

function comparable(name: string): string {
	return safeFileName(name).normalize('NFC').toLowerCase();
}
