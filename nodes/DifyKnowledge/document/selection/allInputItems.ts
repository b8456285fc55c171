import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { inputItems } from '../../../shared/engine/inputItems';

/** Whether one archive is made from all input items, so that the first one has to work for all. */
export function standsForAllItems(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('selection') === 'inputItems';
}

/** The input items that the work for this one stands for. */
export function coveredItems(n8n: IExecutePaginationFunctions): number[] {
	return standsForAllItems(n8n) ? inputItems(n8n).map((_, index) => index) : [n8n.getItemIndex()];
}
