import type { IBinaryData } from 'n8n-workflow';

import { mergeArchives } from '../archive/merge';
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
 * Makes one ZIP of several parts: a single part stays as it is, several are joined without
 * compressing anything again.
 *
 * @param times times of the entries, part by part and entry by entry, where they are known
 */
export async function oneZip(
	service: Service,
	parts: Part[],
	fileName: string,
	times: Array<Array<Date | undefined>>,
): Promise<Outcome<Zip>> {
	if (parts.length === 1) return { value: asItIs(parts[0]) };
	const archives = parts.map(({ archive }) => archive);
	const merged = mergeArchives(archives, { times });
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
