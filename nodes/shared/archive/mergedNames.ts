import { entryError } from './archiveError';
import type { ArchiveEntry } from './entry';
import { MAX_UINT16 } from './format';
import { collisionKey, safePath, UniqueNames } from './names';

/** An entry, and what is to be different of it. */
export interface NamedEntry {
	/** As the archive has it that it comes from. */
	entry: ArchiveEntry;
	/** A new name, where it does not keep its own; made safe and different from the others. */
	name?: string;
	/** A new time, likewise. */
	time?: Date;
}

/** Names of the entries of an archive that is joined from others: none leads out of the folder, and none collides with another. */
export class MergedNames {
	private readonly names = new UniqueNames();

	private readonly folders = new Set<string>();

	/**
	 * @returns undefined for a folder that has come before
	 * @throws ArchiveError where the name is too long
	 */
	give({ name, entry }: NamedEntry): string | undefined {
		const wanted = safePath(name ?? entry.name, entry.isFolder);
		if (!this.isNew(wanted)) return undefined;
		const [given] = this.names.give([wanted]);
		if (Buffer.byteLength(given) <= MAX_UINT16) return given;
		throw entryError(given, 'has a name that is too long for a merged archive', {
			field: 'file name length',
		});
	}

	/** Whether it is a file, or a folder that has not come before. */
	private isNew(name: string): boolean {
		if (!name.endsWith('/')) return true;
		const key = collisionKey(name);
		if (this.folders.has(key)) return false;
		this.folders.add(key);
		return true;
	}
}

/** Whether entries have the names already that they would get, and their own times. */
export function keepNamesAndTimes(entries: NamedEntry[]): boolean {
	const names = new MergedNames();
	return entries.every((one) => one.time === undefined && names.give(one) === one.entry.name);
}
