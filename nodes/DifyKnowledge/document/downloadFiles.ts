import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import {
	maximumUnpackedSize,
	noItemWhenEmpty,
	readBinaryPropertyName,
	readNoItemWhenEmpty,
	readRepeatPolicy,
	readUnpackLimits,
	repeatOptions,
} from '../../shared/download/options';
import { folderName } from '../../shared/parameters/fileName';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/field';
import { knowledgeBaseName } from '../knowledgeBase/name';
import { readTextOptions, textOptions } from './text/options';
import { downloadFields } from './download/fields';
import { fetchFiles, fetchTexts, type DocumentFile, type FetchedFiles } from './download/files';
import { batchOptions, readBatchOptions } from './download/options';
import { emptyItem } from './selection/emptyItem';
import {
	byOriginal,
	coveredItems,
	selectDocuments,
	skippedAsIs,
	standsForAllItems,
} from './selection/selectDocuments';

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
		noItemWhenEmpty,
		maximumUnpackedSize,
	].sort((a, b) => a.displayName.localeCompare(b.displayName)),
};

export const downloadFiles: OperationDescription = {
	name: 'Download Files',
	value: 'downloadFiles',
	action: 'Download documents as files',
	description: 'Get the original files of documents, each as an item with its own file',
	fields: [...downloadFields, optionsField],
	run,
	coveredItems,
};

/**
 * Downloads the originals of documents, each as an item of its own.
 *
 * They come out of ZIPs: one request for 100 documents, where signed URLs would take 200. What was
 * left out is listed under `skipped` of the first item, or of one without a file.
 */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	if (standsForAllItems(n8n) && n8n.getItemIndex() > 0) return [];
	const dify = await difyFor(context, readRepeatPolicy(n8n));
	const knowledgeBase = readKnowledgeBase(n8n);
	const knowledgeBaseId = knowledgeBase.value;
	const options = readBatchOptions(n8n);
	const limits = readUnpackLimits(n8n);
	const binaryField = readBinaryPropertyName(n8n);
	const texts = readTextOptions(n8n);
	const unavailable = {
		skipUnavailable: options.skipUnavailable,
		addsTexts: texts.addsTexts,
	};
	const selected = await selectDocuments(n8n, dify, knowledgeBaseId, unavailable);
	const { documents, leftOut } = valueOrThrow(n8n, selected);
	const skipped = leftOut.map(skippedAsIs);
	if (documents.length === 0 && readNoItemWhenEmpty(n8n)) return [];

	const name = await knowledgeBaseName(dify, knowledgeBase);
	const base = { knowledgeBaseId, knowledgeBaseName: name };
	if (documents.length === 0) return [emptyItem(n8n, base, skipped)];
	const download = {
		...{ context, dify, knowledgeBaseId, options },
		...{ addsTexts: texts.addsTexts, fileName: 'documents.zip' },
	};
	const items: INodeExecutionData[] = [];
	const add = ({ files, skipped: others }: Omit<FetchedFiles, 'withoutOriginal'>) => {
		items.push(...files.map((file) => fileItem(file, folderName(name), binaryField)));
		skipped.push(...others);
	};
	const { originals, others: withoutOriginal } = byOriginal(documents);
	for await (const batch of fetchFiles(download, originals, limits)) {
		const value = valueOrThrow(n8n, batch);
		add(value);
		withoutOriginal.push(...value.withoutOriginal);
	}
	const { leavesOutDisabled } = texts;
	add(valueOrThrow(n8n, await fetchTexts(download, withoutOriginal, leavesOutDisabled, limits)));
	if (items.length === 0) return [emptyItem(n8n, base, skipped)];
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
