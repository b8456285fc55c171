import type { INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { UnpackLimits } from '../../shared/archive/limits';
import { unpackPart } from '../../shared/download/fileItems';
import {
	maximumUnpackedSize,
	readBinaryPropertyName,
	readRepeatPolicy,
	readUnpackLimits,
	repeatOptions,
} from '../../shared/download/options';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/operations';
import type { ItemContext } from '../../shared/routing';
import { difyFor } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/locator';
import { downloadFields } from './downloadFields';
import { deliveredName } from './entryNames';
import { batchOptions, readBatchOptions } from './options';
import { fetchParts, type Download, type FetchedPart } from './parts';
import { coveredItems, selectDocuments, standsForAllItems } from './selection';

const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [...batchOptions, ...repeatOptions, maximumUnpackedSize].sort((a, b) =>
		a.displayName.localeCompare(b.displayName),
	),
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
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const options = readBatchOptions(n8n);
	const limits = readUnpackLimits(n8n);
	const binaryField = readBinaryPropertyName(n8n);
	const selected = await selectDocuments(n8n, dify, knowledgeBaseId, options.skipUnavailable);
	const { documents, skipped } = valueOrThrow(n8n, selected);
	if (documents.length === 0) return [];

	const fileName = 'documents.zip';
	const download = { context, dify, knowledgeBaseId, options, fileName, binaryField };
	const items: INodeExecutionData[] = [];
	for await (const batch of fetchParts(download, documents)) {
		const value = valueOrThrow(n8n, batch);
		for (const part of value.parts) items.push(...(await fileItems(download, part, limits)));
		skipped.push(...value.skipped);
	}
	if (items.length === 0) {
		const pairedItem = coveredItems(n8n).map((item) => ({ item }));
		return [{ json: { knowledgeBaseId, skipped }, pairedItem }];
	}
	if (skipped.length > 0) items[0].json.skipped = skipped;
	return items;
}

async function fileItems(
	{ context: { n8n }, dify, binaryField }: Download,
	{ documents, part }: FetchedPart,
	limits: UnpackLimits,
): Promise<INodeExecutionData[]> {
	const files = await unpackPart(dify, part, limits, ({ index, name }) => ({
		fileName: deliveredName(documents[index], name),
		mimeType: documents[index].mimeType,
	}));
	return valueOrThrow(n8n, files)
		.sort((a, b) => a.entry.index - b.entry.index)
		.map(({ entry, fileName, binary }) => {
			const { fields, inputItem } = documents[entry.index];
			return {
				json: { ...fields, fileName, bytes: entry.bytes },
				binary: { [binaryField]: binary },
				pairedItem: { item: inputItem },
			};
		});
}
