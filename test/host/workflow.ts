import type { N8nClient } from './n8nClient';
import type { Execution, Item } from './execution';

export interface WorkflowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
	[field: string]: unknown;
}

/** A workflow as n8n exports and imports it. */
export interface Workflow {
	name: string;
	nodes: WorkflowNode[];
	connections: object;
	settings?: object;
}

export interface WorkflowResult {
	execution: Execution;
	/** What the node that ran last put out, over all its outputs. */
	items: Item[];
	/** What stopped the workflow, if something did. */
	error?: { message: string; description?: string };
}

/** The ids under which an n8n stores credentials, by credential type. */
export type CredentialIds = Record<string, string>;

/**
 * Imports a workflow, starts it at its trigger and waits for its end.
 *
 * A workflow that ends with an error is a result, not an exception.
 *
 * @throws Error when the workflow is refused or runs longer than `timeoutMs`
 */
export async function runWorkflow(
	client: N8nClient,
	workflow: Workflow,
	credentials: CredentialIds = {},
	timeoutMs = 60_000,
): Promise<WorkflowResult> {
	const { id } = await client.createWorkflow(withCredentials(workflow, credentials));
	return await runStoredWorkflow(client, id, timeoutMs);
}

/** The same with a workflow that n8n has already. */
export async function runStoredWorkflow(
	client: N8nClient,
	id: string,
	timeoutMs: number,
): Promise<WorkflowResult> {
	const trigger = triggerOf(await client.getWorkflow(id));
	const executionId = await client.startWorkflow(id, trigger.name);
	const execution = await client.waitForExecution(executionId, timeoutMs);
	const { lastNodeExecuted, error } = execution.data.resultData;
	return { execution, items: outputOf(execution, lastNodeExecuted ?? ''), error };
}

/** What a node put out in an execution, over all its runs and outputs. */
export function outputOf(execution: Execution, nodeName: string): Item[] {
	const runs = execution.data.resultData.runData[nodeName] ?? [];
	return runs.flatMap((run) => (run.data?.main ?? []).flatMap((items) => items ?? []));
}

/** The workflow with the credentials of this n8n in place of those it was exported with. */
export function withCredentials(workflow: Workflow, ids: CredentialIds): Workflow {
	const nodes = workflow.nodes.map((node) => {
		const credentials = Object.entries(node.credentials ?? {}).map(([type, { id, name }]) => [
			type,
			{ id: ids[type] ?? id, name },
		]);
		return node.credentials ? { ...node, credentials: Object.fromEntries(credentials) } : node;
	});
	return { ...workflow, nodes };
}

function triggerOf(workflow: Workflow): WorkflowNode {
	const trigger = workflow.nodes.find(({ type }) => /trigger$|\.webhook$/i.test(type));
	if (!trigger) throw new Error(`The workflow '${workflow.name}' has no trigger`);
	return trigger;
}
