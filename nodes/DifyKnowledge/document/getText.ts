import type { IDataObject, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import { optionsCollection } from '../../shared/parameters/collection';
import type { Service } from '../../shared/http/service';
import { readWholeNumber } from '../../shared/parameters/wholeNumber';
import { textOf } from '../../shared/json';
import type { Outcome } from '../../shared/messages/fault';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import type { OperationDescription } from '../../shared/engine/operations';
import type { ItemContext } from '../../shared/engine/routing';
import { difyFor } from '../dify';
import { knowledgeBaseField, readKnowledgeBase } from '../knowledgeBase/field';
import type { Chunk } from './text/chunks';
import { fetchText, type DocumentText, type TextSource } from './text/documentText';
import { fitting } from './text/fitting';
import { leaveOutDisabledChunks, readLeavesOutDisabled } from './text/options';
import { ruleOf } from './text/splittingRules';
import { fetchDocument } from './fetchDocument';
import { documentField, readDocument } from './field';

/** About 8,000 tokens, which every model takes beside all else. */
const FITS_A_MODEL = 30_000;
/** One page of chunks, most often more than an agent is given. */
const FIRST_CHUNKS = 100;

export const getText: OperationDescription = {
	name: 'Get Text',
	value: 'getText',
	action: 'Get document text',
	description: 'Get the text that Dify has of a document, also of pages from Notion and websites',
	fields: [
		knowledgeBaseField,
		documentField,
		optionsCollection([
			{
				displayName: 'Include Chunks',
				name: 'includeChunks',
				type: 'boolean',
				default: false,
				description:
					"Whether to add a field 'chunks' with each chunk's position, content, keywords, whether it is enabled, and how often it was found",
			},
			leaveOutDisabledChunks,
			{
				displayName: 'Maximum Characters',
				name: 'maximumCharacters',
				type: 'number',
				typeOptions: { minValue: 0 },
				default: FITS_A_MODEL,
				description:
					"A longer text ends with the last chunk that fits, and 'truncated' is true. 0 is no limit. When left out, there is none, but 30,000 for an agent's tool.",
			},
		]),
	],
	run,
};

/** Gives the text of a document as a field: what Dify has indexed, not its original file. */
async function run(context: ItemContext): Promise<INodeExecutionData[]> {
	const { n8n } = context;
	const dify = await difyFor(context);
	const { value: knowledgeBaseId } = readKnowledgeBase(n8n);
	const { value: documentId } = readDocument(n8n);
	const most = readMostCharacters(n8n);
	const leavesOutDisabled = readLeavesOutDisabled(n8n);
	const document = valueOrThrow(n8n, await fetchDocument(dify, knowledgeBaseId, documentId));
	const source: TextSource = {
		knowledgeBaseId,
		documentId,
		status: textOf(document.display_status),
		rule: ruleOf(document),
		leavesOutDisabled,
	};
	const whole = valueOrThrow(n8n, await fetchEnough(dify, source, most));
	const { chunks, text, isTruncated } = fitting(whole, most);
	const json: IDataObject = {
		documentId,
		name: textOf(document.name) ?? null,
		text,
		truncated: isTruncated,
	};
	if (n8n.getNodeParameter('options.includeChunks', false) === true) {
		json.chunks = chunks.map(shown);
	}
	return [{ json, pairedItem: { item: n8n.getItemIndex() } }];
}

/** Where there is a limit, its first chunks are mostly enough of a long document. */
async function fetchEnough(
	dify: Service,
	source: TextSource,
	mostCharacters: number,
): Promise<Outcome<DocumentText>> {
	if (mostCharacters === Infinity) return await fetchText(dify, source);
	const first = await fetchText(dify, source, FIRST_CHUNKS);
	if (first.fault || !first.value.isCut) return first;
	const length = first.value.pieces.reduce((sum, piece) => sum + piece.length, 0);
	return length > mostCharacters ? first : await fetchText(dify, source);
}

function readMostCharacters(n8n: IExecutePaginationFunctions): number {
	const isTool = n8n.getNode().type.endsWith('Tool');
	const most = readWholeNumber(n8n, 'options.maximumCharacters', 'Maximum Characters', {
		preset: isTool ? FITS_A_MODEL : 0,
		least: 0,
		most: Number.MAX_SAFE_INTEGER,
	});
	return most === 0 ? Infinity : most;
}

/** By the names of the API. */
function shown({ position, content, answer, enabled, keywords, hitCount }: Chunk): IDataObject {
	return {
		position,
		content,
		...(answer !== undefined && { answer }),
		enabled,
		keywords,
		hit_count: hitCount,
	};
}
