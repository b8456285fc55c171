import { Workflow, type INode, type INodeParameters, type INodeTypes } from 'n8n-workflow';

import { nodeTypes } from './run';

/** A node by itself, as n8n's editor has it while its panel is open. */
export function nodeOf(type: string, parameters: INodeParameters, credential: string): INode {
	return {
		id: 'node',
		name: 'Node',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credential]: { id: '1', name: 'Credential' } },
	};
}

/** A workflow of that node alone. */
export function workflowOf(node: INode, types: INodeTypes = nodeTypes): Workflow {
	const nodes = [node];
	return new Workflow({ id: 'workflow', nodes, connections: {}, active: false, nodeTypes: types });
}
