import { existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';

/** Where n8n keeps files: until 1.x, and from 2.x on. */
const BINARY_DATA_FOLDERS = ['binaryData', 'storage'];

/**
 * Empties the files that executions have left.
 *
 * They are not deleted: ext4 without a journal does not give out the number of a deleted file for
 * minutes, and looks at all of these for each file that is made, about 1 ms after a few thousand
 * deletions (Linux, fs/ext4/ialloc.c, recently_deleted).
 */
export function emptyBinaryData(dataFolder: string): void {
	for (const path of filesIn(dataFolder)) truncateSync(path);
}

/** Bytes of the files that executions have left, without what n8n notes of each. */
export function binaryDataBytes(dataFolder: string): number {
	return filesIn(dataFolder)
		.filter((path) => !path.endsWith('.metadata'))
		.reduce((sum, path) => sum + statSync(path).size, 0);
}

function filesIn(dataFolder: string): string[] {
	return BINARY_DATA_FOLDERS.map((folder) => join(dataFolder, '.n8n', folder))
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
		.filter((file) => file.isFile())
		.map((file) => join(file.parentPath, file.name));
}
