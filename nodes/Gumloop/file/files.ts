import type { IBinaryData } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { FileTaker } from '../../shared/download/fileItems';
import type { Outcome } from '../../shared/messages/fault';
import { fetchBatches, type Download, type SkippedFile } from './batches';

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
	const takerFor = () => new FileTaker<string>(limits, () => ({}));
	for await (const batch of fetchBatches(download, names, takerFor)) {
		if (batch.fault) return yield batch;
		const { taker, skipped } = batch.value;
		const kept = await taker.kept(download.gumloop);
		if (kept.fault) return yield kept;
		const files = kept.value.map(({ entry, fileName, binary }) => ({
			fileName,
			bytes: entry.bytes,
			binary,
		}));
		yield { value: { files, skipped } };
	}
}
