import type { ILoadOptionsFunctions, INodePropertyOptions } from 'n8n-workflow';

import { textOf } from '../../shared/json';
import { valueOrThrow } from '../../shared/messages/valueOrThrow';
import { difyForPicker } from '../dify';
import { knowledgeBasesRequest } from '../knowledgeBase/knowledgeBasesRequest';
import { tagsOf } from '../knowledgeBase/tags';
import { listRows } from '../paging/listRows';

/** The tags that knowledge bases have. Dify's own list of tags is out of order on 1.14.0. */
export async function getTags(this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
	const dify = await difyForPicker(this);
	const request = { ...knowledgeBasesRequest(), pick: tagsOf };
	const { rows } = valueOrThrow(this, await listRows(dify, request));
	const names = new Map(rows.flat().map(({ id, name }) => [textOf(id) ?? '', textOf(name) ?? '']));
	return [...names]
		.map(([value, name]) => ({ name: name || value, value }))
		.filter(({ value }) => value !== '')
		.sort((a, b) => a.name.localeCompare(b.name));
}
