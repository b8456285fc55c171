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

/** Bytes of the files that executions have left, without what n8n notes of each. */
export function binaryDataBytes(dataFolder: string): number {
	return BINARY_DATA_FOLDERS.map((folder) => join(dataFolder, '.n8n', folder))
		.filter((folder) => existsSync(folder))
		.flatMap((folder) => readdirSync(folder, { recursive: true, withFileTypes: true }))
		.filter((file) => file.isFile() && !file.name.endsWith('.metadata'))
		.reduce((sum, file) => sum + statSync(join(file.parentPath, file.name)).size, 0);
}
