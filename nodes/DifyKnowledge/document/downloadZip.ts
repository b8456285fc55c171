import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	readBinaryPropertyName,
	readRepeatPolicy,
	repeatOptions,
} from '../../shared/download/options';
import type { Taker } from '../../shared/download/taker';
import { oneZip } from '../../shared/download/zipItem';
import { readZipName } from '../../shared/input/fileName';
import { readWholeNumber } from '../../shared/input/wholeNumber';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/operations';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { zipNameFor } from '../knowledgeBase/zipName';
import { downloadFields } from './downloadFields';
import { batchOptions, readBatchOptions } from './options';
import { fetchParts, type Download } from './parts';
import {
	coveredItems,
	selectDocuments,
	standsForAllItems,
	type SelectedDocument,
	type SkippedDocument,
} from './selection';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		...batchOptions,
		...repeatOptions,
		{
			displayName: 'File Name',
			name: 'fileName',
			type: 'string' as const,
			default: '',
			placeholder: 'e.g. handbook.zip',
			description: 'Name of the ZIP. When left empty, the name of the knowledge base.',
		},
		{
			displayName: 'Split Every N Documents',
			name: 'splitEvery',
			type: 'number' as const,
			typeOptions: { minValue: 0 },
			default: 1000,
			description:
				'Makes several ZIPs with at most this many documents each, instead of one. 0 makes one.',
		},
	].sort((a, b) => a.displayName.localeCompare(b.displayName)),
};

export const downloadZip: OperationDescription = {
	name: 'Download ZIP',
	value: 'downloadZip',
	action: 'Download documents as ZIP',
	description: 'Get the original files of any number of documents in one ZIP archive',
	fields: [...downloadFields, optionsField],
	run,
	coveredItems,
};

/** Downloads the originals of documents as one ZIP, or as several when they are to be split. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	if (standsForAllItems(n8n) && n8n.getItemIndex() > 0) return [];
	const dify = await difyFor(context, readRepeatPolicy(n8n));
	const knowledgeBase = readKnowledgeBase(n8n);
	const options = readBatchOptions(n8n);
	const splitEvery = readWholeNumber(n8n, 'options.splitEvery', 'Split Every N Documents', {
		preset: 0,
		least: 0,
		most: Number.MAX_SAFE_INTEGER,
	});
	const binaryField = readBinaryPropertyName(n8n);
	const givenName = readZipName(n8n, 'options.fileName', 'File Name');
	const selected = await selectDocuments(n8n, dify, knowledgeBase.value, options.skipUnavailable);
	const { documents, skipped } = valueOrThrow(n8n, selected);
	if (documents.length === 0) return [];

	const fileName = givenName ?? (await zipNameFor(dify, knowledgeBase));
	const groups = split(documents, splitEvery || documents.length);
	const items: INodeExecutionData[] = [];
	for (const [index, group] of groups.entries()) {
		const name = groups.length === 1 ? fileName : numbered(fileName, index + 1, groups.length);
		const knowledgeBaseId = knowledgeBase.value;
		const download = { context, dify, knowledgeBaseId, options, fileName: name, binaryField };
		items.push(...(await zipItem(download, group, index === 0 ? skipped : [])));
	}
	return items;
}

/** A download of one operation, with the name of the binary field for the ZIP. */
interface ZipDownload extends Download {
	context: ItemContext;
	binaryField: string;
}

async function zipItem(
	download: ZipDownload,
	documents: SelectedDocument[],
	leftOut: SkippedDocument[],
): Promise<INodeExecutionData[]> {
	const { context, dify, knowledgeBaseId, fileName } = download;
	const { n8n } = context;
	let skipped: SkippedDocument[] = [];
	async function* fetch(taker: Taker<SelectedDocument>, isStoredFirst: boolean) {
		skipped = [...leftOut];
		for await (const outcome of fetchParts(
			{ ...download, isStoredFirst },
			documents,
			() => taker,
		)) {
			skipped.push(...(outcome.value?.skipped ?? []));
			yield outcome;
		}
	}
	const changes = ({ createdAt }: SelectedDocument) => ({ time: createdAt });
	const zip = valueOrThrow(n8n, await oneZip(dify, { fileName, changes, fetch }));
	const pairedItem = coveredItems(n8n).map((item) => ({ item }));
	if (!zip) return [{ json: summary([], 0), pairedItem }];

	const files = zip.files.map(({ owner, name, bytes }) => ({ name, bytes, documentId: owner.id }));
	const binary = { [download.binaryField]: zip.binary };
	return [{ json: summary(files, zip.bytes), binary, pairedItem }];

	function summary(listed: typeof files, bytes: number) {
		const fileCount = listed.length;
		return { fileName, fileCount, bytes, files: listed, skipped, knowledgeBaseId };
	}
}

function split<Item>(items: Item[], size: number): Item[][] {
	const groups: Item[][] = [];
	for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
	return groups;
}

function numbered(fileName: string, number: number, count: number): string {
	return fileName.replace(/\.zip$/, `-${number}-of-${count}.zip`);
}
