import { Workflow, type INode, type INodeType, type INodeTypes } from 'n8n-workflow';

import { DifyKnowledge } from '../../nodes/DifyKnowledge/DifyKnowledge.node';
import { Gumloop } from '../../nodes/Gumloop/Gumloop.node';

/** Whether n8n's editor shows a node's hint in the output panel: it evaluates the condition as here. */
function isHintShown(nodeType: INodeType, parameters: INode['parameters']): unknown {
	const node = { id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0], parameters };
	const nodeTypes = { getByNameAndVersion: () => nodeType } as unknown as INodeTypes;
	const nodes = [node as INode];
	const workflow = new Workflow({ nodes, connections: {}, active: false, nodeTypes });
	const [{ displayCondition }] = nodeType.description.hints!;
	const { expression } = workflow;
	return expression.getParameterValue(displayCondition!, null, 0, 0, 'Node', [], 'manual', {});
}

describe('the hint of Dify Knowledge about documents that were left out', () => {
	const dify = new DifyKnowledge();

	test.each(['downloadZip', 'downloadFiles'])(
		'is shown where %s can leave some out',
		(operation) => {
			expect(isHintShown(dify, { operation, selection: 'all' })).toBe(true);
			const options = { skipUnavailable: true };
			expect(isHintShown(dify, { operation, selection: 'ids', options })).toBe(true);
		},
	);

	test.each([
		{ operation: 'downloadZip', selection: 'ids', options: {} },
		{ operation: 'downloadFiles', selection: 'inputItems' },
		{ operation: 'list' },
		{ operation: 'getDownloadUrl', options: { checkOpens: true } },
		{ resource: 'knowledgeBase', operation: 'list' },
	])('is not shown for %j', (parameters) => {
		expect(isHintShown(dify, parameters)).toBe(false);
	});
});

describe('the hint of Gumloop about files that were left out', () => {
	const gumloop = new Gumloop();

	test('is shown where files can be left out', () => {
		const options = { skipMissing: true };
		expect(isHintShown(gumloop, { operation: 'downloadFiles', options })).toBe(true);
	});

	test.each([{ operation: 'downloadFiles', options: {} }, { operation: 'get' }])(
		'is not shown for %j',
		(parameters) => {
			expect(isHintShown(gumloop, parameters)).toBe(false);
		},
	);
});
