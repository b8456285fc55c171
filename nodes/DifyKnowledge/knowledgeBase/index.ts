import type { ResourceDescription } from '../../shared/engine/operations';
import { get } from './get';
import { list } from './list';

export const knowledgeBase: ResourceDescription = {
	name: 'Knowledge Base',
	value: 'knowledgeBase',
	default: 'list',
	operations: [get, list],
};
