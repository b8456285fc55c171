import type { ResourceDescription } from '../../shared/engine/operations';
import { get } from './get';
import { list } from './list';
import { start } from './start';

export const flowRun: ResourceDescription = {
	name: 'Flow Run',
	value: 'flowRun',
	default: 'start',
	operations: [get, list, start],
};
