import {
	Workflow,
	type INode,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
} from 'n8n-workflow';

import { DifyKnowledge } from '../../nodes/DifyKnowledge/DifyKnowledge.node';
import { Gumloop } from '../../nodes/Gumloop/Gumloop.node';

/** What n8n's editor shows under a node: it evaluates the subtitle on the node's parameters. */
function subtitleShown(nodeType: INodeType, parameters: INode['parameters']): unknown {
	const node = { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0], parameters };
	const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;
	const nodes = [node as INode];
	const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
	const subtitle = nodeType.description.subtitle!;
	return workflow.expression.getSimpleParameterValue(nodes[0], subtitle, 'internal', {});
}

/** Every operation, with the words by which the node panel offers it. */
function operationsOf(nodeType: INodeType): Array<[string, INode['parameters']]> {
	const { properties } = nodeType.description;
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map(
				({ value, action }): [string, INode['parameters']] => {
					const resource = displayOptions!.show!.resource![0] as string;
					return [action!, { resource, operation: value as string }];
				},
			),
		);
}

describe.each<[string, INodeType]>([
	['Dify Knowledge', new DifyKnowledge()],
	['Gumloop', new Gumloop()],
])('the subtitle of %s', (_, nodeType) => {
	test.each(operationsOf(nodeType))('says “%s”, as the node panel does', (action, parameters) => {
		expect(subtitleShown(nodeType, parameters)).toBe(action);
	});
});
