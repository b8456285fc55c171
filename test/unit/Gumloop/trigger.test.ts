import { NodeHelpers, Workflow, type INode, type INodeTypes } from 'n8n-workflow';

import { GumloopTrigger } from '../../../nodes/Gumloop/GumloopTrigger.node';

const { description } = new GumloopTrigger();

function nodeWith(parameters: INode['parameters']): INode {
	return { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0], parameters };
}

test('the subtitle says as what a run has to finish', () => {
	const node = nodeWith({ states: ['DONE', 'FAILED'] });
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const { expression } = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const subtitle = expression.getSimpleParameterValue(node, description.subtitle!, 'internal', {});
	expect(subtitle).toBe('Flow run done, failed');
});

test('with a flow and one option nothing is missing, so that n8n activates it', () => {
	const savedItemId = { __rl: true, mode: 'id', value: 'dQ3xT7vYk2mN8pLs' };
	const node = nodeWith({ savedItemId, options: { downloadFiles: true } });
	const { properties } = description;
	node.parameters = NodeHelpers.getNodeParameters(
		properties,
		node.parameters,
		true,
		false,
		node,
		description,
	)!;
	expect(NodeHelpers.getNodeParametersIssues(properties, node, description)).toBeNull();
});
