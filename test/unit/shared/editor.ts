import {
	NodeHelpers,
	Workflow,
	type INode,
	type INodeTypeDescription,
	type INodeTypes,
} from 'n8n-workflow';

type Parameters = INode['parameters'];

function nodeWith(parameters: Parameters): INode {
	return { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0], parameters };
}

/** What n8n's editor makes of an expression of a node's description. */
export function shown(
	description: INodeTypeDescription,
	expression: string,
	parameters: Parameters,
): unknown {
	const nodes = [nodeWith(parameters)];
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const { expression: evaluator } = new Workflow({
		nodes,
		connections: {},
		active: false,
		nodeTypes,
	});
	return evaluator.getParameterValue(expression, null, 0, 0, 'Node', [], 'manual', {});
}

/** What the editor shows in red, for which n8n does not activate a workflow; null where nothing is. */
export function issuesOf(description: INodeTypeDescription, parameters: Parameters) {
	const { properties } = description;
	const node = nodeWith(parameters);
	node.parameters = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	)!;
	return NodeHelpers.getNodeParametersIssues(properties, node, description);
}
