import type { IBinaryData } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { unpackPart } from '../../shared/download/fileItems';
import type { Outcome } from '../../shared/messages/fault';
import { fetchParts, type Download, type SkippedFile } from './parts';

/** A file of a run, in n8n's binary store. */
export interface RunFile {
	fileName: string;
	bytes: number;
	binary: IBinaryData;
}

/** Fetches files of a run as files of their own: what has arrived of one request after the other. */
export async function* fetchFiles(
	download: Download,
	names: string[],
	limits: UnpackLimits,
): AsyncGenerator<Outcome<{ files: RunFile[]; skipped: SkippedFile[] }>> {
	for await (const batch of fetchParts(download, names)) {
		if (batch.fault) return yield batch;
		const files: RunFile[] = [];
		for (const part of batch.value.parts) {
			const unpacked = await unpackPart(download.gumloop, part, limits, () => ({}));
			if (unpacked.fault) return yield unpacked;
			const sorted = unpacked.value.sort((a, b) => a.entry.index - b.entry.index);
			for (const { entry, fileName, binary } of sorted) {
				files.push({ fileName, bytes: entry.bytes, binary });
			}
		}
		yield { value: { files, skipped: batch.value.skipped } };
	}
}
