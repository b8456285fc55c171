import type { ArchiveEntry } from '../../nodes/shared/archive/entry';
import { open } from '../unit/shared/archive/stored';

/** Reads the directory of an archive as the nodes do. */
export async function entriesOf(bytes: Buffer): Promise<ArchiveEntry[]> {
	return (await open(bytes)).entries;
}
