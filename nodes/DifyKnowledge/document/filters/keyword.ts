import type { INodeProperties } from 'n8n-workflow';

import { textOf } from '../../../shared/json';

/** What people and agents ask for most, so it stands above 'Filters'. */
export const keywordField: INodeProperties = {
	displayName: 'Keyword',
	name: 'keyword',
	type: 'string',
	default: '',
	placeholder: 'e.g. handbook',
	description:
		'Part of the name of the document. Upper and lower case count; % stands for any text, _ for any single character. When left empty, all documents.',
};

/**
 * Dify puts the keyword into SQL's LIKE as it is (DocumentService, 1.13 to 1.17), where a backslash
 * takes away the meaning of what follows. Of knowledge bases Dify itself escapes it.
 */
export function likeText(keyword: unknown): string {
	return (textOf(keyword) ?? '').replaceAll('\\', '\\\\');
}
