import type { IDisplayOptions } from 'n8n-workflow';

/** Shows a field for some operations of a resource only. */
export function showFor(resource: string, operation: string[]): IDisplayOptions {
	return { show: { resource: [resource], operation } };
}
