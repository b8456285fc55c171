import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { openPromise } from 'yauzl';

import type { N8nClient } from '../host/n8nClient';
import type { Item } from '../host/execution';

/** Makes an empty folder in place of what an earlier run left. */
export async function emptyFolder(folder: string): Promise<void> {
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
}

/** Writes the files of the items' binary field `data` into a folder and gives their paths. */
export async function saveFiles(
	client: N8nClient,
	items: Item[],
	folder: string,
): Promise<string[]> {
	const paths: string[] = [];
	for (const { binary } of items) {
		if (!binary) continue;
		const path = freePath(folder, binary.data.fileName ?? 'file');
		await client.saveFile(binary.data, path);
		paths.push(path);
	}
	return paths;
}

/** Two documents of a knowledge base may have the same name. */
function freePath(folder: string, fileName: string): string {
	const name = fileName.replace(/[/\\]/g, '_');
	let path = join(folder, name);
	for (let count = 2; existsSync(path); count++) path = join(folder, `${count} ${name}`);
	return path;
}

/**
 * Opens a ZIP with a library that has nothing to do with this package and reads every entry in it.
 *
 * @throws Error when the archive or one of its entries cannot be read
 */
export async function readZip(path: string): Promise<Array<{ name: string; bytes: number }>> {
	const zip = await openPromise(path, { lazyEntries: true });
	const entries: Array<{ name: string; bytes: number }> = [];
	for await (const entry of zip.eachEntry()) {
		let bytes = 0;
		for await (const chunk of await zip.openReadStreamPromise(entry)) bytes += chunk.length;
		entries.push({ name: entry.fileName, bytes });
	}
	return entries;
}
