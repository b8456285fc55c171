import type { IBinaryData } from 'n8n-workflow';

import type { ArchiveEntry } from '../archive/entry';
import type { UnpackLimits } from '../archive/limits';
import { unpackArchive } from '../archive/unpack';
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
 * Takes the files out of a part, each into its own binary, in one pass and as streams.
 *
 * @param known what is known of the file of an entry
 */
export async function unpackPart(
	service: Service,
	{ archive, store }: Part,
	limits: UnpackLimits,
	known: (entry: ArchiveEntry) => KnownFile,
): Promise<Outcome<UnpackedFile[]>> {
	const files: UnpackedFile[] = [];
	const unpack = async () => {
		for await (const { entry, name, chunks } of unpackArchive(archive, limits)) {
			const { fileName = name, mimeType } = known(entry);
			const binary = await store.keep(chunks, fileName, mimeType);
			files.push({ entry, fileName, binary });
		}
	};
	return await unpack().then(
		() => ({ value: files }),
		(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
	);
}
