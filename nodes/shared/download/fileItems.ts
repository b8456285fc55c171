import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry } from '../archive/entry';
import type { UnpackLimits } from '../archive/limits';
import { unpackArchive } from '../archive/unpack';
import { started } from '../concurrency';
import type { Service } from '../http/service';
import type { Outcome } from '../messages/fault';
import { archiveFault, type Part } from './part';

export interface UnpackedFile {
	entry: ArchiveEntry;
	fileName: string;
	binary: IBinaryData;
}

/** What is known of an entry beforehand, where its archive does not tell or tells it differently. */
export interface KnownFile {
	fileName?: string;
	mimeType?: string;
}

/**
 * n8n makes about ten calls to the file system for a stored file. Small files are held in memory, a
 * few at a time, so that one is unpacked while the ones before it are being stored.
 */
const SMALL_FILE_BYTES = 1024 ** 2;
const STORED_AT_ONCE = 8;

/**
 * Takes the files out of a part, each into its own binary, in one pass; all but small ones as streams.
 *
 * @param known what is known of the file of an entry
 */
export async function unpackPart(
	service: Service,
	{ archive, store }: Part,
	limits: UnpackLimits,
	known: (entry: ArchiveEntry) => KnownFile,
): Promise<Outcome<UnpackedFile[]>> {
	const keep = async (entry: ArchiveEntry, name: string, chunks: AsyncIterable<Buffer>) => {
		const { fileName = name, mimeType } = known(entry);
		return { entry, fileName, binary: await store.keep(chunks, fileName, mimeType) };
	};
	const unpack = async () => {
		const files: Array<Promise<UnpackedFile>> = [];
		for await (const { entry, name, chunks } of unpackArchive(archive, limits)) {
			const isSmall = entry.bytes <= SMALL_FILE_BYTES;
			files.push(started(keep(entry, name, isSmall ? await readAhead(chunks) : chunks)));
			await files.at(isSmall ? -STORED_AT_ONCE : -1);
		}
		return await Promise.all(files);
	};
	return await unpack().then(
		(files) => ({ value: files }),
		(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
	);
}

/** Reads all chunks now, to be handed out as one later. */
async function readAhead(chunks: AsyncIterable<Buffer>): Promise<AsyncGenerator<Buffer>> {
	const pieces: Buffer[] = [];
	for await (const chunk of chunks) pieces.push(chunk);
	return (async function* () {
		if (pieces.length > 0) yield Buffer.concat(pieces);
	})();
}
