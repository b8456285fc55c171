import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { defaultUnpackLimits } from '../../shared/archive/limits';
import type { Outcome } from '../../shared/messages/fault';
import { fileNamesIn } from '../file/fileNames';
import { fetchFiles, type RunFile } from '../file/files';
import type { SkippedFile } from '../file/batches';
import type { FlowRun } from '../flowRun/run';
import type { Gumloop } from '../gumloop';

/** After how many polls a run is told of without files, where Gumloop refuses every single one. */
const MOST_FAILURES = 2;

/** How the items of a run are made. */
export interface Telling {
	n8n: IPollFunctions;
	gumloop: Gumloop;
	savedItemId: string;
	/** The flow's name made safe. */
	folder: string;
	missed: boolean;
	/** Name of the binary field for the files; undefined where no files are wanted. */
	binaryField?: string;
	/** In how many polls none of its files could be had. */
	failures: number;
}

/** Makes an item of a run; with files, one for each of them, or one without where there is none. */
export async function tell(telling: Telling, run: FlowRun): Promise<Outcome<INodeExecutionData[]>> {
	const { savedItemId, folder, missed, binaryField } = telling;
	const json = { saved_item_id: savedItemId, ...run, folder, ...(missed && { missed }) };
	if (binaryField === undefined || run.state !== 'DONE') return { value: [{ json }] };
	const fetched = await filesOf(telling, run);
	if (fetched.fault) return fetched;
	const { files, skipped } = fetched.value;
	const items: INodeExecutionData[] = files.map(({ fileName, bytes, binary }) => ({
		json: { ...json, fileName, bytes },
		binary: { [binaryField]: binary },
	}));
	if (items.length === 0) items.push({ json });
	if (skipped.length > 0) items[0].json.skipped = skipped;
	return { value: items };
}

async function filesOf(
	{ n8n, gumloop, savedItemId, failures }: Telling,
	run: FlowRun,
): Promise<Outcome<{ files: RunFile[]; skipped: SkippedFile[] }>> {
	const names = fileNamesIn(run);
	const runId = run.run_id;
	const fileName = `gumloop-run-${runId}.zip`;
	const download = { context: { n8n }, gumloop, runId, savedItemId, skipMissing: true, fileName };
	const files: RunFile[] = [];
	const skipped: SkippedFile[] = [];
	for await (const outcome of fetchFiles(download, names, defaultUnpackLimits)) {
		if (outcome.fault?.row === 'noFileAtAll' && failures >= MOST_FAILURES) {
			const reason = outcome.fault.message;
			return { value: { files: [], skipped: names.map((name) => ({ name, reason })) } };
		}
		if (outcome.fault) return outcome;
		files.push(...outcome.value.files);
		skipped.push(...outcome.value.skipped);
	}
	return { value: { files, skipped } };
}
