import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';

import archiver from 'archiver';
import { ZipFile } from 'yazl';

import { bytesOf } from '../content';
import type { RunFile } from './runs';
import { isRefusedByWriters, placeholderFor, putRealNames } from '../zipNames';

export interface GumloopZipOptions {
	/** Written as a stream whose sizes are not known beforehand: data descriptors after the bytes. */
	dataDescriptors: boolean;
	/** Folder entries in front of the files, e.g. `run/`. */
	folders: string[];
}

/** The ZIP of these files; a hostile name gets into it as it is. */
export async function gumloopZip(files: RunFile[], options: GumloopZipOptions): Promise<Buffer> {
	const placeholders = new Map<string, string>();
	const entries = files.map(({ name, entryName = name, content }, i) => {
		if (!isRefusedByWriters(entryName)) return { name: entryName, content };
		const placeholder = placeholderFor(entryName, i);
		placeholders.set(placeholder, entryName);
		return { name: placeholder, content };
	});
	const archive = options.dataDescriptors
		? await writeStreamed(entries, options.folders)
		: await writeSized(entries, options.folders);
	putRealNames(archive, placeholders);
	return archive;
}

async function writeStreamed(files: RunFile[], folders: string[]): Promise<Buffer> {
	const zip = archiver('zip');
	for (const folder of folders) zip.append('', { name: folder });
	for (const { name, content } of files) zip.append(Readable.from([bytesOf(content)]), { name });
	const [archive] = await Promise.all([buffer(zip), zip.finalize()]);
	return archive;
}

async function writeSized(files: RunFile[], folders: string[]): Promise<Buffer> {
	const zip = new ZipFile();
	for (const folder of folders) zip.addEmptyDirectory(folder);
	for (const { name, content } of files) zip.addBuffer(bytesOf(content), name);
	zip.end();
	return await buffer(zip.outputStream);
}
