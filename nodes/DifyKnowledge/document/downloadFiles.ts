import type { INodeExecutionData } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { maximumUnpackedSize, readUnpackLimits } from '../../shared/download/options';
import type { OperationDescription } from '../../shared/engine/operations';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { optionsCollection } from '../../shared/parameters/collection';
import { folderName } from '../../shared/parameters/fileName';
import { fetchFiles, fetchTexts, type DocumentFile, type FetchedFiles } from './download/files';
import {
	downloadFields,
	downloading,
	downloadOptions,
	type OperationDownload,
} from './download/operation';
import { emptyItem } from './selection/emptyItem';
import { skippedWithoutOriginal } from './selection/skippedDocument';
import { coveredItems } from './selection/allInputItems';
import { byOriginal, type Selection } from './selection/selection';

const optionsField = optionsCollection([...downloadOptions, maximumUnpackedSize]);

export const downloadFiles: OperationDescription = {
	name: 'Download Files',
	value: 'downloadFiles',
	action: 'Download documents as files',
	description: 'Get the original files of documents, each as an item with its own file',
	fields: [...downloadFields, optionsField],
	run: downloading((n8n) => ({ limits: readUnpackLimits(n8n) }), fileItems),
	coveredItems,
	isForMany: true,
};

/**
 * Downloads the originals of documents, each as an item of its own.
 *
 * They come out of ZIPs: one request for 100 documents, where signed URLs would take 200. What was
 * left out is listed under `skipped` of the first item, or of one without a file.
 */
async function fileItems(
	download: OperationDownload & { limits: UnpackLimits },
	{ documents, leftOut }: Selection,
): Promise<INodeExecutionData[]> {
	const { context, knowledgeBaseId, knowledgeBaseName, texts, limits, binaryField } = download;
	const { n8n } = context;
	const folder = folderName(knowledgeBaseName);
	const items: INodeExecutionData[] = [];
	const skipped = leftOut.map(skippedWithoutOriginal);
	const add = ({ files, skipped: others }: Omit<FetchedFiles, 'withoutOriginal'>) => {
		items.push(...files.map((file) => fileItem(file, folder, binaryField)));
		skipped.push(...others);
	};
	const { originals, others: withoutOriginal } = byOriginal(documents);
	const zips = { ...download, fileName: 'documents.zip' };
	for await (const batch of fetchFiles(zips, originals, limits)) {
		const value = valueOrThrow(n8n, batch);
		add(value);
		withoutOriginal.push(...value.withoutOriginal);
	}
	const { leavesOutDisabled } = texts;
	add(valueOrThrow(n8n, await fetchTexts(zips, withoutOriginal, leavesOutDisabled, limits)));
	if (items.length === 0) return [emptyItem(n8n, { knowledgeBaseId, knowledgeBaseName }, skipped)];
	if (skipped.length > 0) items[0].json.skipped = skipped;
	return items;
}

function fileItem(
	{ document, fileName, bytes, binary }: DocumentFile,
	folder: string,
	binaryField: string,
): INodeExecutionData {
	return {
		json: { ...document.fields, fileName, bytes, folder },
		binary: { [binaryField]: binary },
		pairedItem: { item: document.inputItem },
	};
}
