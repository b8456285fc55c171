import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	openArchive,
	type Archive,
	type StoredArchive,
} from '../../../../nodes/shared/archive/archive';
import { ArchiveError } from '../../../../nodes/shared/archive/archiveError';
import { ArchiveRecorder } from '../../../../nodes/shared/archive/recorder';
import { unpackArchive } from '../../../../nodes/shared/archive/unpack';

export const fixtureFolder = join(__dirname, '../../../fixtures/archives');

export function fixture(name: string): Buffer {
	return readFileSync(join(fixtureFolder, `${name}.zip`));
}

/** Bytes as a stream of chunks of one size. */
export async function* inChunks(bytes: Buffer, chunkBytes = 64 * 1024): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += chunkBytes) {
		yield bytes.subarray(at, at + chunkBytes);
	}
}

/** An archive in memory that counts how often it is read. */
export class MemoryArchive implements StoredArchive {
	readonly bytes: number;

	reads = 0;

	constructor(
		readonly content: Buffer,
		private readonly chunkBytes?: number,
	) {
		this.bytes = content.length;
	}

	async read(): Promise<AsyncIterable<Uint8Array>> {
		this.reads++;
		return inChunks(this.content, this.chunkBytes);
	}
}

export async function open(content: Buffer): Promise<Archive> {
	return await openArchive(new MemoryArchive(content));
}

/** Opens an archive after a recorder has seen it pass, as the nodes do. */
export async function openRecorded(source: MemoryArchive, chunkBytes = 50): Promise<Archive> {
	const recorder = new ArchiveRecorder();
	await collect(recorder.record(inChunks(source.content, chunkBytes)));
	return await openArchive(source, recorder);
}

export async function collect(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
	const all: Uint8Array[] = [];
	for await (const chunk of chunks) all.push(chunk);
	return Buffer.concat(all);
}

/** Contents by name, in the order in which they come. */
export async function unpackAll(archive: Archive): Promise<Array<[name: string, content: Buffer]>> {
	const files: Array<[string, Buffer]> = [];
	for await (const { name, chunks } of unpackArchive(archive)) {
		files.push([name, await collect(chunks)]);
	}
	return files;
}

/** The ArchiveError that an attempt ends with. */
export async function refusalOf(attempt: Promise<unknown>): Promise<ArchiveError> {
	const outcome = await attempt.then(
		() => undefined,
		(error: unknown) => error,
	);
	if (outcome instanceof ArchiveError) return outcome;
	throw new Error(`Expected an ArchiveError, but got ${String(outcome)}`);
}
