import type {
	IExecutePaginationFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import {
	binaryPropertyName,
	noItemWhenEmpty,
	readBinaryPropertyName,
	readNoItemWhenEmpty,
	readRepeatPolicy,
	repeatOptions,
} from '../../../shared/download/options';
import type { ItemContext, Operation } from '../../../shared/engine/routing';
import type { Service } from '../../../shared/http/service';
import { valueOrThrow } from '../../../shared/messages/valueOrThrow';
import { difyFor } from '../../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../../knowledgeBase/field';
import { knowledgeBaseName } from '../../knowledgeBase/name';
import { selectionFields, selectionOptions } from '../selection/fields';
import { selectDocuments } from '../selection/selectDocuments';
import { standsForAllItems } from '../selection/allInputItems';
import type { Selection } from '../selection/selection';
import { readTextOptions, textOptions, type TextOptions } from '../text/options';
import { batchOptions, readBatchOptions, type BatchOptions } from './options';

/** Fields of both downloads: which documents, and where the files go. */
export const downloadFields: INodeProperties[] = [
	knowledgeBaseField,
	{
		displayName: 'Documents',
		name: 'selection',
		type: 'options',
		noDataExpression: true,
		default: 'all',
		options: selectionOptions,
	},
	...selectionFields,
	binaryPropertyName,
];

/** Options of both downloads. */
export const downloadOptions: INodeProperties[] = [
	...batchOptions,
	...repeatOptions,
	...textOptions,
	noItemWhenEmpty,
];

/** What both downloads work with. */
export interface OperationDownload {
	context: ItemContext;
	dify: Service;
	knowledgeBaseId: string;
	knowledgeBaseName: string;
	options: BatchOptions;
	texts: TextOptions;
	addsTexts: boolean;
	/** Name of the binary field for a file. */
	binaryField: string;
}

type Deliver<Own> = (
	download: OperationDownload & Own,
	selection: Selection,
) => Promise<INodeExecutionData[]>;

/**
 * A download: reads all fields before the first request, finds the documents, and has them delivered.
 *
 * @param readOwn reads the fields that only this operation has
 * @param deliver also called where there are no documents, to say why
 */
export function downloading<Own>(
	readOwn: (n8n: IExecutePaginationFunctions) => Own,
	deliver: Deliver<Own>,
): Operation {
	return async (context) => {
		const { n8n } = context;
		if (standsForAllItems(n8n) && n8n.getItemIndex() > 0) return [];
		const dify = await difyFor(context, readRepeatPolicy(n8n));
		const knowledgeBase = readKnowledgeBase(n8n);
		const options = readBatchOptions(n8n);
		const texts = readTextOptions(n8n);
		const binaryField = readBinaryPropertyName(n8n);
		const own = readOwn(n8n);
		const { skipUnavailable } = options;
		const { addsTexts } = texts;
		const unavailable = { skipUnavailable, addsTexts };
		const selected = await selectDocuments(n8n, dify, knowledgeBase.value, unavailable);
		const selection = valueOrThrow(n8n, selected);
		if (selection.documents.length === 0 && readNoItemWhenEmpty(n8n)) return [];
		const ofKnowledgeBase = {
			knowledgeBaseId: knowledgeBase.value,
			knowledgeBaseName: await knowledgeBaseName(dify, knowledgeBase),
		};
		const shared = { context, dify, ...ofKnowledgeBase, options, texts, addsTexts, binaryField };
		return await deliver({ ...shared, ...own }, selection);
	};
}
