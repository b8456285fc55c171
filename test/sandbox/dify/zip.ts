import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdtempSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, parse } from 'node:path';
import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { ZipFile } from 'yazl';

import { bytesOf, fingerprint } from '../content';
import type { KnowledgeDocument } from './knowledgeBase';
import { nameAsPython } from '../zipHeaders';
import { isRefusedByWriters, placeholderFor } from '../zipNames';

/** A built archive on disk. */
export interface BuiltZip {
	bytes: number;
	open: () => Readable;
}

/**
 * Builds the archives of download-zip and keeps each in a temporary file, so that the same
 * selection is served at the speed of the disk from the second time on.
 */
export class ZipCache {
	private readonly built = new Map<string, Promise<BuiltZip>>();
	private folder: string | undefined;

	/** The archive of these documents, in their order. */
	async get(documents: KnowledgeDocument[]): Promise<BuiltZip> {
		const key = createHash('sha1')
			.update(JSON.stringify(documents.map((one) => [one.fileName, fingerprint(one.content)])))
			.digest('hex');
		const known = this.built.get(key);
		if (known) return await known;
		this.folder ??= mkdtempSync(join(tmpdir(), 'stand-in-zip-'));
		const building = buildZip(documents, join(this.folder, `${key}.zip`));
		this.built.set(key, building);
		return await building;
	}

	/** Deletes the temporary files. */
	async clear(): Promise<void> {
		await Promise.allSettled(this.built.values());
		this.built.clear();
		if (this.folder) await rm(this.folder, { recursive: true, force: true });
		this.folder = undefined;
	}
}

/** `filename` of a download-zip answer: 32 hexadecimal digits that mean nothing. */
export function meaninglessName(): string {
	return `${randomUUID().replaceAll('-', '')}.zip`;
}

/**
 * Names of the entries: the base name, flat, `file` where nothing is left; a name that was there
 * before gets ` (1)`, ` (2)` … before its extension.
 */
function entryNames(documents: KnowledgeDocument[]): string[] {
	const used = new Set<string>();
	return documents.map(({ fileName }) => {
		const flat = basename(fileName).trim().replaceAll('\\', '_') || 'file';
		const { name, ext } = parse(flat);
		let candidate = flat;
		for (let n = 1; used.has(candidate); n++) candidate = `${name} (${n})${ext}`;
		used.add(candidate);
		return candidate;
	});
}

async function buildZip(documents: KnowledgeDocument[], path: string): Promise<BuiltZip> {
	const zip = new ZipFile();
	const file = zip.outputStream.pipe(createWriteStream(path));
	// One entry at a time, so that a large archive is never in memory as a whole. Buffers (and not
	// streams) make yazl write the sizes into the local headers, as Dify does.
	const names = entryNames(documents);
	for (const [i, document] of documents.entries()) {
		const name = isRefusedByWriters(names[i]) ? placeholderFor(names[i], i) : names[i];
		const written = passedOn(zip.outputStream as Readable);
		zip.addBuffer(bytesOf(document.content), name, {
			mtime: new Date(1980, 0, 1),
			forceDosTimestamp: true,
			mode: 0o600,
			compressionLevel: 1,
		});
		await written;
	}
	zip.end();
	await finished(file);
	await nameAsPython(path, names);
	const { size } = await stat(path);
	return { bytes: size, open: () => createReadStream(path, { highWaterMark: 1024 * 1024 }) };
}

/** Resolves when the stream has passed on something new and holds nothing back. */
async function passedOn(stream: Readable): Promise<void> {
	do {
		await new Promise<void>((resolve) => stream.once('data', () => resolve()));
	} while (stream.readableLength > 0);
}
