import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { unpackPart } from '../../shared/download/fileItems';
import {
	binaryPropertyName,
	maximumUnpackedSize,
	readBinaryPropertyName,
	readRepeatPolicy,
	readUnpackLimits,
	repeatOptions,
} from '../../shared/download/options';
import type { Part } from '../../shared/download/part';
import { oneZip } from '../../shared/download/zipItem';
import { readZipName, zipName } from '../../shared/input/fileName';
import { inputFault } from '../../shared/input/inputFault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { ItemContext } from '../../shared/routing';
import { readOptionalFlow } from '../flow/locator';
import { readRunId } from '../flowRun/locator';
import { gumloopFor } from '../gumloop';
import { showFor } from '../../shared/showFor';
import { saferPath } from './entryNames';
import { fileNameFields, selectFileNames } from './fileNames';
import { fetchFiles, type Download, type FetchedFiles } from './parts';

const show = showFor('file', ['downloadFiles']);

export const downloadFilesFields: INodeProperties[] = [
	...fileNameFields,
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		default: 'zip',
		displayOptions: show,
		options: [
			{ name: 'One ZIP', value: 'zip', description: 'One item with all files in a ZIP archive' },
			{ name: 'Separate Files', value: 'files', description: 'One item for each file' },
		],
	},
	{ ...binaryPropertyName, displayOptions: show },
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		displayOptions: show,
		options: [
			...repeatOptions,
			maximumUnpackedSize,
			{
				displayName: 'File Name',
				name: 'fileName',
				type: 'string' as const,
				default: '',
				placeholder: 'e.g. report.zip',
				description:
					'Name of the ZIP. When left empty, the name of the flow that is picked, else one from the ID of the run.',
			},
			{
				displayName: 'Skip Missing Files',
				name: 'skipMissing',
				type: 'boolean' as const,
				default: false,
				description:
					"Whether to leave out files that Gumloop does not hand out and to list them under 'skipped', instead of ending with a message",
			},
		].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	},
];

/** Downloads files of a flow run, as one ZIP or each as an item of its own. */
export async function downloadFiles(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const gumloop = await gumloopFor(context, readRepeatPolicy(n8n));
	const flow = readOptionalFlow(n8n);
	const runId = readRunId(n8n);
	const download: Download = {
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
	if (names.length === 0) return [];
	return await deliver(download, valueOrThrow(n8n, await fetchFiles(download, names)));
}

type Delivery = (download: Download, fetched: FetchedFiles) => Promise<INodeExecutionData[]>;

function deliveryOf({ n8n }: ItemContext): Delivery {
	const output = n8n.getNodeParameter('output') as string;
	if (output === 'zip') return zipItem;
	if (output === 'files') return fileItems;
	throw inputFault(
		n8n,
		"'Output' has a value that is not offered",
		`'${output}' is none of: zip, files.`,
	);
}

async function zipItem(
	{ context: { n8n }, gumloop, runId, fileName, binaryField }: Download,
	{ parts, skipped }: FetchedFiles,
): Promise<INodeExecutionData[]> {
	const pairedItem = { item: n8n.getItemIndex() };
	if (parts.length === 0) {
		const json = { fileName, fileCount: 0, bytes: 0, files: [], skipped, runId };
		return [{ json, pairedItem }];
	}
	const names = parts.map(({ archive }) => archive.entries.map(saferPath));
	const zip = valueOrThrow(n8n, await oneZip(gumloop, parts, fileName, { names }));
	const files = zip.files
		.filter(({ part, entry }) => !parts[part].archive.entries[entry].isFolder)
		.map(({ name, bytes }) => ({ name, bytes }));
	const json = { fileName, fileCount: files.length, bytes: zip.bytes, files, skipped, runId };
	return [{ json, binary: { [binaryField]: zip.binary }, pairedItem }];
}

/** What was left out is listed under `skipped` of the first item, or of one without a file. */
async function fileItems(
	download: Download,
	{ parts, skipped }: FetchedFiles,
): Promise<INodeExecutionData[]> {
	const { context, runId } = download;
	const items: INodeExecutionData[] = [];
	for (const part of parts) items.push(...(await unpackedItems(download, part)));
	const pairedItem = { item: context.n8n.getItemIndex() };
	if (items.length === 0) return [{ json: { runId, skipped }, pairedItem }];
	if (skipped.length > 0) items[0].json.skipped = skipped;
	return items;
}

async function unpackedItems(
	{ context: { n8n }, gumloop, runId, binaryField }: Download,
	part: Part,
): Promise<INodeExecutionData[]> {
	const files = await unpackPart(gumloop, part, readUnpackLimits(n8n), () => ({}));
	return valueOrThrow(n8n, files)
		.sort((a, b) => a.entry.index - b.entry.index)
		.map(({ entry, fileName, binary }) => ({
			json: { fileName, bytes: entry.bytes, runId },
			binary: { [binaryField]: binary },
			pairedItem: { item: n8n.getItemIndex() },
		}));
}
