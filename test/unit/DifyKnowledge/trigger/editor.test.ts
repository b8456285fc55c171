import { NodeHelpers, Workflow, type INode, type INodeTypes } from 'n8n-workflow';

import { DifyKnowledgeTrigger } from '../../../../nodes/DifyKnowledge/DifyKnowledgeTrigger.node';

const { description } = new DifyKnowledgeTrigger();

function nodeWith(parameters: INode['parameters']): INode {
	return { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0], parameters };
}

/** What n8n's editor makes of an expression of the node's description. */
function shown(expression: string, parameters: INode['parameters']): unknown {
	const node = nodeWith(parameters);
	const nodeTypes = { getByNameAndVersion: () => ({ description }) } as unknown as INodeTypes;
	const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
	const { expression: evaluator } = workflow;
	return evaluator.getParameterValue(expression, null, 0, 0, 'Node', [], 'manual', {});
}

test.each([
	[['added'], 'Document added'],
	[['added', 'removed'], 'Document added, removed'],
])('the subtitle for %j says “%s”', (events, expected) => {
	expect(shown(description.subtitle!, { events })).toBe(expected);
});

test('the hint about the whole list is shown for Document Replaced alone', () => {
	const [{ displayCondition, message }] = description.hints!;
	expect(message.length).toBeLessThanOrEqual(120);
	expect(shown(displayCondition!, { events: ['added', 'replaced'] })).toBe(true);
	expect(shown(displayCondition!, { events: ['added'] })).toBe(false);
});

test('with a knowledge base and one option nothing is missing, so that n8n activates it', () => {
	const knowledgeBaseId = { __rl: true, mode: 'id', value: '3c90c3cc-0d44-4b50-8888-8dd25736052a' };
	const node = nodeWith({ knowledgeBaseId, options: { downloadFile: true } });
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
