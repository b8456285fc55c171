import { openArchive } from '../../nodes/shared/archive/archive';
import type { ArchiveEntry } from '../../nodes/shared/archive/entry';

/** Reads the directory of an archive as the nodes do. */
export async function entriesOf(bytes: Buffer): Promise<ArchiveEntry[]> {
	async function* once() {
		yield await Promise.resolve(bytes);
	}
	const source = { bytes: bytes.length, read: async () => await Promise.resolve(once()) };
	return (await openArchive(source)).entries;
}
