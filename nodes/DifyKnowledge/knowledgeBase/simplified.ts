import type { IDataObject } from 'n8n-workflow';

import { isoDate } from '../isoDate';
import { tagsOf } from './tags';

/** The fields most people need, by the API's own names: ten, as n8n wants it. */
export function simplified(knowledgeBase: IDataObject): IDataObject {
	const { id, name, description, permission, document_count, word_count } = knowledgeBase;
	const { created_at, enable_api, runtime_mode } = knowledgeBase;
	return {
		id,
		name,
		description,
		permission,
		document_count,
		word_count,
		created_at: isoDate(created_at),
		enable_api,
		runtime_mode,
		tags: tagsOf(knowledgeBase).map((tag) => tag.name),
	};
}
