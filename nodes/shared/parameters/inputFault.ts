import type { INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

/** Where a user entered something. */
export interface Place {
	getNode(): INode;
	/** Missing in the editor, where no item is at work. */
	getItemIndex?(): number;
}

/** What a user entered cannot be used: the message names the field, the description tells what would do. */
export function inputFault(n8n: Place, message: string, description: string): NodeOperationError {
	return new NodeOperationError(n8n.getNode(), message, {
		description,
		itemIndex: n8n.getItemIndex?.(),
	});
}
