import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { ArchiveEntry } from '../../shared/archive/entry';
import {
	noItemWhenEmpty,
	readBinaryPropertyName,
	readNoItemWhenEmpty,
	readRepeatPolicy,
	repeatOptions,
} from '../../shared/download/options';
import { oneZip, type ZipTaker } from '../../shared/download/zipItem';
import { readZipName, zipName } from '../../shared/parameters/fileName';
import { readWholeNumber } from '../../shared/parameters/wholeNumber';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/field';
import { knowledgeBaseName } from '../knowledgeBase/name';
import { readTextOptions, textOptions } from './text/options';
import { addListOfDocuments, readListFormat } from './download/documentList';
import { downloadFields } from './download/fields';
import { emptyItem } from './selection/emptyItem';
import { deliveredName } from './download/entryNames';
import { batchOptions, readBatchOptions } from './download/options';
import {
	coveredItems,
	selectDocuments,
	skippedAsIs,
	standsForAllItems,
	type SelectedDocument,
} from './selection/selectDocuments';
import { filesOfDocuments, ZipContent, type ZipDownload } from './download/zipContent';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		...batchOptions,
		...repeatOptions,
		...textOptions,
		addListOfDocuments,
		noItemWhenEmpty,
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
	const texts = readTextOptions(n8n);
	const listFormat = readListFormat(n8n);
	const { skipUnavailable } = options;
	const { addsTexts } = texts;
	const unavailable = { skipUnavailable, addsTexts };
	const selected = await selectDocuments(n8n, dify, knowledgeBase.value, unavailable);
	const { documents, leftOut } = valueOrThrow(n8n, selected);
	if (documents.length === 0 && readNoItemWhenEmpty(n8n)) return [];

	const name = await knowledgeBaseName(dify, knowledgeBase);
	const base = { knowledgeBaseId: knowledgeBase.value, knowledgeBaseName: name };
	if (documents.length === 0) {
		return [emptyItem(n8n, { ...base, files: [] }, leftOut.map(skippedAsIs))];
	}
	const fileName = givenName ?? zipName(name);
	const groups = split(documents, splitEvery || documents.length);
	const items: INodeExecutionData[] = [];
	for (const [index, group] of groups.entries()) {
		const ofGroup = groups.length === 1 ? fileName : numbered(fileName, index + 1, groups.length);
		const download = { context, dify, ...base, options, addsTexts, fileName: ofGroup, binaryField };
		const more = { texts, listFormat };
		items.push(...(await zipItem({ ...download, ...more }, group, index === 0 ? leftOut : [])));
	}
	return items;
}

/** A download of one operation, with the name of the binary field for the ZIP. */
interface ItemDownload extends ZipDownload {
	context: ItemContext;
	knowledgeBaseName: string;
	binaryField: string;
}

async function zipItem(
	download: ItemDownload,
	documents: SelectedDocument[],
	leftOut: SelectedDocument[],
): Promise<INodeExecutionData[]> {
	const { context, dify, knowledgeBaseId, knowledgeBaseName, fileName } = download;
	const { n8n } = context;
	let content = new ZipContent(download, documents, leftOut);
	const fetch = (taker: ZipTaker<SelectedDocument>, isStoredFirst: boolean) => {
		content = new ZipContent(download, documents, leftOut);
		return content.fetch(taker, isStoredFirst);
	};
	const zip = valueOrThrow(n8n, await oneZip(dify, { fileName, changes, fetch }));
	const { skipped } = content;
	const base = { knowledgeBaseId, knowledgeBaseName };
	if (!zip) return [emptyItem(n8n, { ...base, files: [] }, skipped)];

	const files = filesOfDocuments(zip.files);
	const counts = { fileCount: files.length, skippedCount: skipped.length, bytes: zip.bytes };
	return [
		{
			json: { fileName, ...counts, ...base, files, skipped },
			binary: { [download.binaryField]: zip.binary },
			pairedItem: coveredItems(n8n).map((item) => ({ item })),
		},
	];
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
