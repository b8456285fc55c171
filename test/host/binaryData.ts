import { existsSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Where n8n keeps files: until 1.x, and from 2.x on. */
const BINARY_DATA_FOLDERS = ['binaryData', 'storage'];

/** Removes the files that executions have left. */
export async function clearBinaryData(dataFolder: string): Promise<void> {
	for (const folder of BINARY_DATA_FOLDERS) {
		await rm(join(dataFolder, '.n8n', folder), { recursive: true, force: true });
	}
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
	return storedIn(BINARY_DATA_FOLDERS.map((folder) => join(dataFolder, '.n8n', folder)));
}

export function storedIn(folders: string[]): Stored {
	const all = folders
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
		.filter((file) => file.isFile());
	const files = all.filter(({ name }) => !name.endsWith('.metadata'));
	const sizes = files.map(({ name, parentPath }) => statSync(join(parentPath, name)).size);
	const bytes = sizes.reduce((sum, size) => sum + size, 0);
	return { files: files.length, notes: all.length - files.length, bytes };
}

/** What has come from one look to the next. */
export function addedTo(before: Stored, after: Stored): Stored {
	return {
		files: after.files - before.files,
		notes: after.notes - before.notes,
		bytes: after.bytes - before.bytes,
	};
}
