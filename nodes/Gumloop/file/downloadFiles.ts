import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../shared/parameters/collection';
import {
	binaryPropertyName,
	maximumUnpackedSize,
	noItemWhenEmpty,
	readBinaryPropertyName,
	readNoItemWhenEmpty,
	readRepeatPolicy,
	readUnpackLimits,
	repeatOptions,
} from '../../shared/download/options';
import type { Taker } from '../../shared/download/taker';
import { oneZip } from '../../shared/download/zipItem';
import { readZipName, zipName } from '../../shared/parameters/fileName';
import { readChoice } from '../../shared/parameters/choice';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { flowOfRunField, readOptionalFlow } from '../flow/field';
import { readRunId, runField } from '../flowRun/field';
import { gumloopFor } from '../gumloop';
import { fileNameFields, selectFileNames } from './fileNames';
import { fetchFiles } from './files';
import { fetchBatches, type Download, type SkippedFile } from './batches';

const fields: INodeProperties[] = [
	runField,
	flowOfRunField,
	...fileNameFields,
	{
		displayName: 'Download As',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		default: 'zip',
		options: [
			{ name: 'One ZIP', value: 'zip', description: 'One item with all files in a ZIP archive' },
			{ name: 'Separate Files', value: 'files', description: 'One item for each file' },
		],
	},
	binaryPropertyName,
	optionsCollection([
		...repeatOptions,
		{ ...maximumUnpackedSize, displayOptions: { show: { '/output': ['files'] } } },
		noItemWhenEmpty,
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string',
			default: '',
			placeholder: 'e.g. report.zip',
			displayOptions: { show: { '/output': ['zip'] } },
			description:
				'Name of the ZIP. When left empty, the name of the flow that is picked, else one from the ID of the run.',
		},
		{
			displayName: 'Skip Missing Files',
			name: 'skipMissing',
			type: 'boolean',
			default: false,
			description:
				"Whether to leave out files that Gumloop does not hand out and to list them under 'skipped', instead of ending with a message",
		},
	]),
];

export const downloadFiles: OperationDescription = {
	name: 'Download Files',
	value: 'downloadFiles',
	action: 'Download files of flow run',
	description: 'Get the files that a flow run has stored, as one ZIP archive or as separate files',
	fields,
	run,
};

/** Downloads files of a flow run, as one ZIP or each as an item of its own. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context, readRepeatPolicy(n8n));
	const flow = readOptionalFlow(n8n);
	const runId = readRunId(n8n);
	const download: OperationDownload = {
		context,
		gumloop,
		runId,
		savedItemId: flow?.value,
		skipMissing: n8n.getNodeParameter('options.skipMissing', false) === true,
		fileName:
			readZipName(n8n, 'options.fileName', 'File Name') ??
			zipName(flow?.name || `gumloop-run-${runId}`),
		binaryField: readBinaryPropertyName(n8n),
	};
	const deliver = deliveryOf(context);
	const names = valueOrThrow(n8n, await selectFileNames(n8n, gumloop, runId));
	if (names.length === 0) return readNoItemWhenEmpty(n8n) ? [] : [emptyItem(download, [])];
	return await deliver(download, names);
}

/** A download of one operation, with the name of the binary field for what it gives. */
interface OperationDownload extends Download {
	context: ItemContext;
	binaryField: string;
}

type Delivery = (download: OperationDownload, names: string[]) => Promise<INodeExecutionData[]>;

function deliveryOf({ n8n }: ItemContext): Delivery {
	const output = readChoice(n8n, 'output', 'Download As', ['zip', 'files']);
	return output === 'zip' ? zipItem : fileItems;
}

async function zipItem(
	download: OperationDownload,
	names: string[],
): Promise<INodeExecutionData[]> {
	const { context, gumloop, runId, fileName, binaryField } = download;
	const { n8n } = context;
	let skipped: SkippedFile[] = [];
	async function* fetch(taker: Taker<string>, isStoredFirst: boolean) {
		skipped = [];
		for await (const outcome of fetchBatches({ ...download, isStoredFirst }, names, () => taker)) {
			skipped.push(...(outcome.value?.skipped ?? []));
			yield outcome;
		}
	}
	const changes = () => ({});
	const zip = valueOrThrow(n8n, await oneZip(gumloop, { fileName, changes, fetch }));
	if (!zip) return [emptyItem(download, skipped)];
	const files = zip.files
		.filter(({ name }) => !name.endsWith('/'))
		.map(({ name, bytes }) => ({ name, bytes }));
	const counts = { fileCount: files.length, skippedCount: skipped.length, bytes: zip.bytes };
	const json = { fileName, ...counts, runId, files, skipped };
	const pairedItem = { item: n8n.getItemIndex() };
	return [{ json, binary: { [binaryField]: zip.binary }, pairedItem }];
}

/** What comes out where nothing was downloaded: no file, but why, and what was left out. */
function emptyItem(
	{ context: { n8n }, runId }: OperationDownload,
	skipped: SkippedFile[],
): INodeExecutionData {
	const reason =
		skipped.length === 0
			? "The run's outputs hold no file names"
			: 'None of the files could be downloaded';
	const counts = { fileCount: 0, skippedCount: skipped.length, bytes: 0 };
	const json = { ...counts, reason, runId, files: [], skipped };
	return { json, pairedItem: { item: n8n.getItemIndex() } };
}

/** What was left out is listed under `skipped` of the first item, or of one without a file. */
async function fileItems(
	download: OperationDownload,
	names: string[],
): Promise<INodeExecutionData[]> {
	const { context, runId, binaryField } = download;
	const { n8n } = context;
	const pairedItem = { item: n8n.getItemIndex() };
	const items: INodeExecutionData[] = [];
	const skipped: SkippedFile[] = [];
	for await (const outcome of fetchFiles(download, names, readUnpackLimits(n8n))) {
		const value = valueOrThrow(n8n, outcome);
		for (const { fileName, bytes, binary } of value.files) {
			const json = { fileName, bytes, runId };
			items.push({ json, binary: { [binaryField]: binary }, pairedItem });
		}
		skipped.push(...value.skipped);
	}
	if (items.length === 0) return [emptyItem(download, skipped)];
	if (skipped.length > 0) items[0].json.skipped = skipped;
	return items;
}
