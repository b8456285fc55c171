import { type Dirent, existsSync, readdirSync, statSync, truncateSync } from 'node:fs';
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
	for (const file of filesIn(binaryDataFolders(dataFolder))) truncateSync(pathOf(file));
}

/** What lies in n8n's storage: files, and notes, of which n8n writes one beside each file. */
export interface Stored {
	files: number;
	notes: number;
	/** Of the files alone. */
	bytes: number;
}

/** What executions have left. */
export function storedBinaryData(dataFolder: string): Stored {
	return storedIn(binaryDataFolders(dataFolder));
}

export function storedIn(folders: string[]): Stored {
	const all = filesIn(folders);
	const files = all.filter(({ name }) => !name.endsWith('.metadata'));
	const bytes = files.reduce((sum, file) => sum + statSync(pathOf(file)).size, 0);
	return { files: files.length, notes: all.length - files.length, bytes };
}

function binaryDataFolders(dataFolder: string): string[] {
	return BINARY_DATA_FOLDERS.map((folder) => join(dataFolder, '.n8n', folder));
}

function filesIn(folders: string[]): Dirent[] {
	return folders
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
		.filter((file) => file.isFile());
}

function pathOf({ name, parentPath }: Dirent): string {
	return join(parentPath, name);
}

/** What has come from one look to the next. */
export function addedTo(before: Stored, after: Stored): Stored {
	return {
		files: after.files - before.files,
		notes: after.notes - before.notes,
		bytes: after.bytes - before.bytes,
	};
}
