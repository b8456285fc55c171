import type { IDisplayOptions } from 'n8n-workflow';

/** Shows a field for some operations of a resource only. */
export function showFor(resource: string, operation: string[]): IDisplayOptions {
	return { show: { resource: [resource], operation } };
}

/** Shows a field for the operations on one run. */
export const showForRun: IDisplayOptions = {
	show: { resource: ['file', 'flowRun'], operation: ['downloadFiles', 'get'] },
};
