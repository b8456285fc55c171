import type { N8nClient } from '../host/n8nClient';
import type { Item } from '../host/execution';
import {
	runWorkflow,
	type Workflow,
	type WorkflowNode,
	type WorkflowResult,
} from '../host/workflow';

export const PACKAGE = 'n8n-nodes-document-downloads';
export const DIFY_NODE = `${PACKAGE}.difyKnowledge`;
export const GUMLOOP_NODE = `${PACKAGE}.gumloop`;

/** A node of a workflow; version 1 unless it says otherwise. */
export interface NodeSketch {
	name: string;
	type: string;
	typeVersion?: number;
	parameters: Record<string, unknown>;
	credentials?: WorkflowNode['credentials'];
	webhookId?: string;
	onError?: 'continueErrorOutput';
}

const TRIGGER = 'When clicking Execute workflow';

/** What a person fills in who has picked this knowledge base by its id. */
export function byId(value: string): object {
	return { __rl: true, mode: 'id', value };
}

/** A credential by its name; n8n puts in the id of the one that has this name. */
export function named(type: string, name: string): WorkflowNode['credentials'] {
	return { [type]: { id: null as unknown as string, name } };
}

/** A workflow of a manual trigger and nodes in a row. */
export function manualWorkflow(nodes: Array<NodeSketch>): Workflow {
	return inARow([
		{ name: TRIGGER, type: 'n8n-nodes-base.manualTrigger', parameters: {} },
		...nodes,
	]);
}

/** A workflow that runs its nodes when `GET /webhook/{path}` is called. */
export function webhookWorkflow(
	path: string,
	nodes: NodeSketch[],
	answer: Record<string, unknown>,
): Workflow {
	const trigger = {
		name: 'Webhook',
		type: 'n8n-nodes-base.webhook',
		typeVersion: 2,
		parameters: { path, ...answer },
		webhookId: path,
	};
	return inARow([trigger, ...nodes]);
}

function inARow(nodes: Array<NodeSketch>): Workflow {
	const next = nodes.slice(1).map(({ name }) => [[{ node: name, type: 'main', index: 0 }]]);
	return {
		name: nodes.map(({ name }) => name).join(' → '),
		nodes: nodes.map((node, index) => ({ typeVersion: 1, position: [index * 220, 0], ...node })),
		connections: Object.fromEntries(next.map((main, index) => [nodes[index].name, { main }])),
		settings: { executionOrder: 'v1' },
	};
}

/** Runs a workflow that has to succeed, and gives the items of its last node. */
export async function itemsOf(
	client: N8nClient,
	workflow: Workflow,
	timeoutMs?: number,
): Promise<Item[]> {
	const { execution, error, items } = await runWorkflow(client, workflow, {}, timeoutMs);
	if (error) throw new Error([error.message, error.description].join('\n'));
	if (execution.status !== 'success') throw new Error(`The execution ended as ${execution.status}`);
	return items;
}

/** Runs a workflow that must not succeed, and gives what it says. */
export async function refusalOf(
	client: N8nClient,
	workflow: Workflow,
): Promise<NonNullable<WorkflowResult['error']> & { everything: string }> {
	const { execution, error } = await runWorkflow(client, workflow);
	if (!error) throw new Error('The workflow succeeded');
	return { ...error, everything: JSON.stringify(execution) };
}
