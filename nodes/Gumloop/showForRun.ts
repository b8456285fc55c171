import type { IDisplayOptions } from 'n8n-workflow';

/** Shows a field for the operations on one run. */
export const showForRun: IDisplayOptions = {
	show: { resource: ['file', 'flowRun'], operation: ['downloadFiles', 'get'] },
};
