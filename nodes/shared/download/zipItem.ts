import type { IBinaryData } from 'n8n-workflow';

import { mergeArchives, type MergeOptions } from '../archive/merge';
import type { Service } from '../http/service';
import type { Outcome } from '../messages/fault';
import { archiveFault, type Part } from './part';

export interface ZippedFile {
	name: string;
	bytes: number;
	/** Index of the part and of the entry in it that the file came from. */
	part: number;
	entry: number;
}

export interface Zip {
	binary: IBinaryData;
	bytes: number;
	files: ZippedFile[];
}

/**
 * Makes one ZIP of several parts: a single part whose entries keep their names stays as it is,
 * several are joined without compressing anything again.
 *
 * @param changes names and times of the entries, part by part and entry by entry, where they are
 * to be others than the archive's own; times count only where several parts are joined
 */
export async function oneZip(
	service: Service,
	parts: Part[],
	fileName: string,
	changes: MergeOptions,
): Promise<Outcome<Zip>> {
	const keepsNames = !changes.names?.flat().some((name) => name !== undefined);
	if (parts.length === 1 && keepsNames) return { value: asItIs(parts[0]) };
	const archives = parts.map(({ archive }) => archive);
	const merged = mergeArchives(archives, changes);
	return await parts[0].store.keep(merged.chunks, fileName, 'application/zip').then(
		(binary) => ({
			value: {
				binary,
				bytes: merged.bytes,
				files: merged.entries.map(({ name, bytes, archive, entry }) => ({
					name,
					bytes,
					part: archive,
					entry,
				})),
			},
		}),
		(error: unknown) => ({ fault: archiveFault(service, error, service.root) }),
	);
}

function asItIs({ binary, archive }: Part): Zip {
	const files = archive.entries.map(({ name, bytes }, entry) => ({ name, bytes, part: 0, entry }));
	return { binary, bytes: archive.source.bytes, files };
}
