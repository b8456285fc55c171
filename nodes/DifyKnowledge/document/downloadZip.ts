import type { IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import type { ArchiveEntry } from '../../shared/archive/entry';
import { oneZip, type ZipTaker } from '../../shared/download/zipItem';
import type { OperationDescription } from '../../shared/engine/operations';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { optionsCollection } from '../../shared/parameters/collection';
import { readZipName, zipName } from '../../shared/parameters/fileName';
import { readWholeNumber } from '../../shared/parameters/wholeNumber';
import { addListOfDocuments, readListFormat, type ListFormat } from './download/documentList';
import { deliveredName } from './download/entryNames';
import {
	downloadFields,
	downloading,
	downloadOptions,
	type OperationDownload,
} from './download/operation';
import { filesOfDocuments, ZipContent, type ZipDownload } from './download/zipContent';
import { emptyItem } from './selection/emptyItem';
import { skippedWithoutOriginal, type SkippedDocument } from './selection/skippedDocument';
import { coveredItems } from './selection/allInputItems';
import type { SelectedDocument, Selection } from './selection/selection';

const optionsField = optionsCollection([
	...downloadOptions,
	addListOfDocuments,
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. handbook.zip',
		description: 'Name of the ZIP. When left empty, the name of the knowledge base.',
	},
	{
		displayName: 'Split Every N Documents',
		name: 'splitEvery',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 1000,
		description:
			'Makes several ZIPs with at most this many documents each, instead of one. 0 makes one.',
	},
]);

export const downloadZip: OperationDescription = {
	name: 'Download ZIP',
	value: 'downloadZip',
	action: 'Download documents as ZIP',
	description: 'Get the original files of any number of documents in one ZIP archive',
	fields: [...downloadFields, optionsField],
	run: downloading(readZipOptions, zipItems),
	coveredItems,
	isForMany: true,
};

/** What only this download reads. */
interface ZipOptions {
	/** 0 makes one ZIP of all. */
	splitEvery: number;
	givenName?: string;
	listFormat?: ListFormat;
}

function readZipOptions(n8n: IExecutePaginationFunctions): ZipOptions {
	return {
		splitEvery: readWholeNumber(n8n, 'options.splitEvery', 'Split Every N Documents', {
			preset: 0,
			least: 0,
			most: Number.MAX_SAFE_INTEGER,
		}),
		givenName: readZipName(n8n, 'options.fileName', 'File Name'),
		listFormat: readListFormat(n8n),
	};
}

/** Downloads the originals of documents as one ZIP, or as several when they are to be split. */
async function zipItems(
	download: OperationDownload & ZipOptions,
	{ documents, leftOut }: Selection,
): Promise<INodeExecutionData[]> {
	const { splitEvery, givenName, knowledgeBaseName } = download;
	const groups = split(documents, splitEvery || documents.length);
	if (groups.length === 0) return [withoutZip(download, leftOut.map(skippedWithoutOriginal))];
	const fileName = givenName ?? zipName(knowledgeBaseName);
	const items: INodeExecutionData[] = [];
	for (const [index, group] of groups.entries()) {
		const ofGroup = groups.length === 1 ? fileName : numbered(fileName, index + 1, groups.length);
		const leftOutHere = index === 0 ? leftOut : [];
		items.push(await zipItem({ ...download, fileName: ofGroup }, group, leftOutHere));
	}
	return items;
}

function withoutZip(
	{ context, knowledgeBaseId, knowledgeBaseName }: OperationDownload,
	skipped: SkippedDocument[],
): INodeExecutionData {
	return emptyItem(context.n8n, { knowledgeBaseId, knowledgeBaseName, files: [] }, skipped);
}

async function zipItem(
	download: OperationDownload & ZipDownload,
	documents: SelectedDocument[],
	leftOut: SelectedDocument[],
): Promise<INodeExecutionData> {
	const { context, dify, knowledgeBaseId, knowledgeBaseName, fileName } = download;
	const { n8n } = context;
	let content = new ZipContent(download, documents, leftOut);
	const fetch = (taker: ZipTaker<SelectedDocument>, isStoredFirst: boolean) => {
		content = new ZipContent(download, documents, leftOut);
		return content.fetch(taker, isStoredFirst);
	};
	const zip = valueOrThrow(n8n, await oneZip(dify, { fileName, changes, fetch }));
	const { skipped } = content;
	if (!zip) return withoutZip(download, skipped);
	const files = filesOfDocuments(zip.files);
	const counts = { fileCount: files.length, skippedCount: skipped.length, bytes: zip.bytes };
	return {
		json: { fileName, ...counts, knowledgeBaseId, knowledgeBaseName, files, skipped },
		binary: { [download.binaryField]: zip.binary },
		pairedItem: coveredItems(n8n).map((item) => ({ item })),
	};
}

function changes(document: SelectedDocument, { name }: ArchiveEntry) {
	return { name: deliveredName(document, name), time: document.createdAt };
}

function split<Item>(items: Item[], size: number): Item[][] {
	const groups: Item[][] = [];
	for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
	return groups;
}

function numbered(fileName: string, number: number, count: number): string {
	return fileName.replace(/\.zip$/, `-${number}-of-${count}.zip`);
}
