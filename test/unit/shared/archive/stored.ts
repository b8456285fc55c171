import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import {
	entriesOf,
	openArchive,
	type Archive,
	type StoredArchive,
} from '../../../../nodes/shared/archive/archive';
import { ArchiveError } from '../../../../nodes/shared/archive/archiveError';
import { ArrivingArchive } from '../../../../nodes/shared/archive/arriving';
import type { ArchiveEntry } from '../../../../nodes/shared/archive/entry';
import type { UnpackLimits } from '../../../../nodes/shared/archive/limits';
import { MergedArchive } from '../../../../nodes/shared/archive/merge';
import { ArchiveRecorder } from '../../../../nodes/shared/archive/recorder';
import { Unpacker, type UnpackedEntry } from '../../../../nodes/shared/archive/unpack';
import { started } from '../../../../nodes/shared/concurrency';

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
	return await openStored(new MemoryArchive(content));
}

/** Opens an archive after a recorder has seen it pass, as the nodes do. */
export async function openStored(source: StoredArchive): Promise<Archive> {
	const recorder = new ArchiveRecorder();
	const chunks = recorder.record(await source.read());
	while (!(await chunks.next()).done);
	return await openArchive(source, recorder);
}

/** The same, where the recorder has seen it in chunks of a size of their own. */
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

/** The entries of an archive that is read as it arrives, and their compressed data. */
export async function arriveAll(
	chunks: AsyncIterable<Uint8Array>,
): Promise<Array<{ entry: ArchiveEntry; data: Buffer }>> {
	const archive = new ArrivingArchive(chunks);
	const all: Array<{ entry: ArchiveEntry; data: Buffer }> = [];
	for (let one = await archive.next(); one; one = await archive.next()) {
		all.push({ entry: one.entry, data: await collect(one.data) });
	}
	await archive.end();
	return all;
}

/** The files of a stored archive, unpacked in one pass over it. */
export async function* unpackArchive(
	archive: Archive,
	limits?: UnpackLimits,
): AsyncGenerator<UnpackedEntry, void> {
	const unpacker = new Unpacker(limits);
	for await (const one of entriesOf(archive)) {
		const unpacked = unpacker.unpack(one);
		if (unpacked) yield unpacked;
	}
}

export interface ArchiveToMerge {
	archive: Archive;
	/** New names and times, entry by entry. */
	names?: readonly string[];
	times?: ReadonlyArray<Date | undefined>;
}

/** Stored archives joined into one, which is written while it is read. */
export class Merging {
	readonly entries: Array<{ name: string; bytes: number; archive: number; entry: number }> = [];

	readonly chunks: AsyncGenerator<Buffer, void>;

	private readonly merged = new MergedArchive();

	constructor(archives: AsyncIterable<ArchiveToMerge> | Iterable<ArchiveToMerge>) {
		this.chunks = this.writtenWhileRead(archives);
	}

	get bytes(): number {
		return this.merged.bytes;
	}

	private async *writtenWhileRead(
		archives: AsyncIterable<ArchiveToMerge> | Iterable<ArchiveToMerge>,
	): AsyncGenerator<Buffer, void> {
		const written = started(
			this.write(archives).catch((error: unknown) => this.merged.fail(error)),
		);
		try {
			yield* this.merged.chunks();
		} finally {
			await written;
		}
	}

	private async write(
		archives: AsyncIterable<ArchiveToMerge> | Iterable<ArchiveToMerge>,
	): Promise<void> {
		let index = 0;
		for await (const { archive, names, times } of archives) {
			for await (const one of entriesOf(archive)) {
				const { index: entry, bytes } = one.entry;
				const changes = { name: names?.[entry], time: times?.[entry] };
				const name = await this.merged.add({ ...one, ...changes });
				if (name !== undefined) this.entries.push({ name, bytes, archive: index, entry });
			}
			this.merged.endOfPart(true);
			this.merged.endOfBatch([]);
			index++;
		}
		await this.merged.end();
	}
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
