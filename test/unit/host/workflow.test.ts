import type { Execution } from '../../host/execution';
import { outputOf, withCredentials } from '../../host/workflow';

describe('a workflow for this n8n', () => {
	it('gets its credentials by type and leaves nodes without credentials alone', () => {
		const node = { type: 'x', typeVersion: 1, parameters: {} };
		const workflow = {
			name: 'w',
			nodes: [
				{ ...node, name: 'a', credentials: { difyKnowledgeApi: { id: '', name: 'Dify' } } },
				{ ...node, name: 'b' },
			],
			connections: {},
		};
		const [a, b] = withCredentials(workflow, { difyKnowledgeApi: '7' }).nodes;
		expect(a.credentials).toEqual({ difyKnowledgeApi: { id: '7', name: 'Dify' } });
		expect(b).toBe(workflow.nodes[1]);
	});
});

describe('the output of a node', () => {
	const item = (n: number) => ({ json: { n } });
	const executionWith = (runData: Execution['data']['resultData']['runData']): Execution => ({
		id: '1',
		status: 'success',
		startedAt: '',
		data: { resultData: { runData } },
	});

	it('is that of all its runs and outputs', () => {
		const run = { startTime: 0, executionTime: 0 };
		const execution = executionWith({
			Loop: [
				{ ...run, data: { main: [[item(1)], null] } },
				{ ...run, data: { main: [[], [item(2)]] } },
			],
		});
		expect(outputOf(execution, 'Loop')).toEqual([item(1), item(2)]);
	});

	it('is empty for a node that did not run', () => {
		expect(outputOf(executionWith({}), 'Loop')).toEqual([]);
	});
});
