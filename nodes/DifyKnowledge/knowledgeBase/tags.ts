import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readListOption } from '../../shared/parameters/list';
import type { ParameterReader } from '../../shared/parameters/parameter';
import { objectsIn, textOf } from '../../shared/json';

export const tagsFilter: INodeProperties = {
	displayName: 'Tag Names or IDs',
	name: 'tags',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: 'getTags' },
	default: [],
	description:
		'Only knowledge bases with at least one of these tags. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** The tags of a knowledge base, `{id, name, type}` each. */
export function tagsOf(knowledgeBase: IDataObject): IDataObject[] {
	return objectsIn(knowledgeBase.tags);
}

/**
 * Which knowledge bases have one of the tags, by ID or name. Dify up to 1.14.0 refuses to filter by
 * tags, so it is done here.
 *
 * @returns undefined where no tag is chosen
 */
export function readTags(
	n8n: ParameterReader,
	given: unknown,
): ((knowledgeBase: IDataObject) => boolean) | undefined {
	const wanted = new Set(readListOption(n8n, given, 'Tag Names or IDs'));
	if (wanted.size === 0) return undefined;
	const isWanted = (value: unknown) => wanted.has(textOf(value) ?? '');
	return (knowledgeBase) =>
		tagsOf(knowledgeBase).some(({ id, name }) => isWanted(id) || isWanted(name));
}
