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
 * n8n makes about ten calls to the file system for a stored file, and inflating waits for other
 * threads. Files whose data is held are handled a few at a time, so that these waits overlap.
 */
const AT_ONCE = 8;

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
		for await (const { entry, name, chunks, isHeld } of unpackArchive(archive, limits)) {
			files.push(started(keep(entry, name, chunks)));
			await files.at(isHeld ? -AT_ONCE : -1);
		}
		return await Promise.all(files);
	};
	return await unpack().then(
		(files) => ({ value: files }),
		(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
	);
}
