import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

/**
 * Whether this n8n keeps what caused an error. 1.102 to 2.33 lose it, because their
 * ExecutionBaseError declares a field of that name.
 */
export function keepsCauses(): boolean {
	const cause = new Error('cause') as unknown as JsonObject;
	return new NodeApiError({ name: 'Node' } as INode, cause).cause !== undefined;
}
