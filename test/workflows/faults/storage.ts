import { Container } from '@n8n/di';
import { BinaryDataConfig } from 'n8n-core';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { addedTo, storedIn, type Stored } from '../../host/binaryData';
import { bytesOf, type Result } from '../engine/run';

/** Where n8n keeps the files of the tests. */
export function storageFolder(): string {
	const folder = Container.get(BinaryDataConfig).localStoragePath;
	expect(folder.startsWith(join(tmpdir(), 'binary-data-'))).toBe(true);
	return folder;
}

/** Files that are being written. */
export function temporaryFiles(): string[] {
	const folder = storageFolder();
	const files = readdirSync(folder, { recursive: true }).map(String);
	return files.filter((name) => name.includes('.tmp'));
}

/** What lies in n8n's storage folder. */
export function stored(): Stored {
	return storedIn([storageFolder()]);
}

/** What has come there since. */
export function storedSince(before: Stored): Stored {
	return addedTo(before, stored());
}

/** What lies there of a run that has stored nothing but what it delivers. */
export async function deliveredBy({ items }: Result): Promise<Stored> {
	const sizes = await Promise.all(items.map(async (item) => (await bytesOf(item)).length));
	const bytes = sizes.reduce((sum, size) => sum + size, 0);
	return { files: items.length, notes: items.length, bytes };
}
