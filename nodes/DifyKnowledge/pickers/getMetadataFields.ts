import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { requestJson } from '../../shared/http/requestJson';
import { objectsIn, textOf } from '../../shared/json';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { difyForPicker } from '../dify';
import { readKnowledgeBase } from '../knowledgeBase/field';

const TYPE_NAMES: Record<string, string> = { string: 'text', number: 'number', time: 'time' };

/** The metadata fields of the chosen knowledge base; a field's value is its name, `|` and its type. */
export async function getMetadataFields(
	this: ILoadOptionsFunctions,
): Promise<INodePropertyOptions[]> {
	const { value: id } = readKnowledgeBase(this);
	const dify = await difyForPicker(this);
	const asked = await requestJson(dify, { method: 'GET', path: `/datasets/${id}/metadata` });
	return objectsIn(valueOrThrow(this, asked).doc_metadata)
		.map(({ name, type }) => ({ name: textOf(name) ?? '', type: textOf(type) ?? 'string' }))
		.filter(({ name }) => name !== '')
		.map(({ name, type }) => ({
			name: `${name} (${TYPE_NAMES[type] ?? type})`,
			value: `${name}|${type}`,
		}));
}
