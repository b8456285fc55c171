import 'reflect-metadata';

import { Container } from '@n8n/di';
import {
	BinaryDataConfig,
	BinaryDataService,
	DirectoryLoader,
	ExecutionLifecycleHooks,
	RoutingNode,
	WorkflowExecute,
	type ExecuteContext,
} from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type IRun,
	type IWorkflowBase,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { credentialsHelper } from './credentials';
import { packageName, registeredCredentials, registeredNodes } from './registered';

// Tests fail by what they expect; what n8n logs on the way is in the way.
process.env.N8N_LOG_LEVEL ??= 'silent';

export type BinaryMode = 'filesystem' | 'default';

export const nodeTypesByName: Record<string, INodeType> = {
	...Object.fromEntries(
		[...registeredNodes, ...registeredNodes.filter(isTool).map(toolOf)].map((type) => [
			`${packageName}.${type.description.name}`,
			declarative(type),
		]),
	),
	'test.start': startNode(),
};

function isTool({ description }: INodeType): boolean {
	return description.usableAsTool === true;
}

/**
 * n8n makes a second type of a node that agents may use (n8n, convertNodeToAiTool), of which agents call
 * `execute` (n8n-core, getInputConnectionData).
 */
function toolOf(type: INodeType): INodeType {
	const { description } = type;
	const tool = { ...description, name: `${description.name}Tool` };
	return { ...type, description: tool, customOperations: undefined };
}

/**
 * A node without `execute` gets Request Options when n8n loads its package, and later an `execute`
 * (n8n, NodeTypes), through which cancelling reaches it.
 */
function declarative(type: INodeType): INodeType {
	if (type.poll) return type;
	DirectoryLoader.applyDeclarativeNodeOptionParameters(type);
	const execute: INodeType['execute'] = async function () {
		return (await new RoutingNode(this as ExecuteContext, type).runNode()) ?? [];
	};
	return Object.assign(type, { execute });
}

/** Hands on the items that stand in its parameter, as a trigger or an earlier node would. */
function startNode(): INodeType {
	return {
		description: {
			displayName: 'Start',
			name: 'start',
			group: ['trigger'],
			version: 1,
			description: '',
			defaults: { name: 'Start' },
			inputs: [],
			outputs: ['main'],
			properties: [{ displayName: 'Items', name: 'items', type: 'json', default: [] }],
		},
		async execute() {
			return [this.getNodeParameter('items', 0) as unknown as INodeExecutionData[]];
		},
	};
}

export const nodeTypes = {
	getByName: (name: string) => nodeTypesByName[name],
	getByNameAndVersion: (name: string) => nodeTypesByName[name],
	getKnownTypes: () => ({}),
};

/** What a run of a workflow gave, ready to be looked at. */
export interface Result {
	/** Items of the first output of the last node. */
	items: INodeExecutionData[];
	/** Items of the second output, which is the Error output where it is switched on. */
	errorItems: INodeExecutionData[];
	error?: { message: string; description?: string | null; [key: string]: unknown };
	run: IRun;
}

export interface RunOptions {
	credentials: Record<string, ICredentialDataDecryptedObject>;
	/** Called once the run has begun; ends it like the stop button does. */
	whenStarted?: (cancel: () => void) => void;
}

/** Runs a whole workflow on n8n's own engine. */
export async function runWorkflow(
	workflow: Pick<IWorkflowBase, 'nodes' | 'connections'>,
	{ credentials, whenStarted }: RunOptions,
): Promise<Result> {
	const instance = new Workflow({
		id: 'workflow',
		nodes: workflow.nodes,
		connections: workflow.connections,
		active: false,
		nodeTypes,
		settings: { executionOrder: 'v1' },
	});
	const additionalData = {
		credentialsHelper: credentialsHelper(registeredCredentials, credentials),
		executionId: 'execution',
		currentNodeExecutionIndex: 0,
		variables: {},
		restApiUrl: 'http://localhost/rest',
		webhookWaitingBaseUrl: 'http://localhost/waiting',
		formWaitingBaseUrl: 'http://localhost/form',
		hooks: new ExecutionLifecycleHooks('manual', 'execution', workflow as IWorkflowBase),
	} as unknown as IWorkflowExecuteAdditionalData;
	const execution = new WorkflowExecute(additionalData, 'manual').run({
		workflow: instance,
		startNode: instance.getNode(workflow.nodes[0].name)!,
	});
	whenStarted?.(() => execution.cancel());
	return resultOf(await execution, workflow.nodes.at(-1)!.name);
}

function resultOf(run: IRun, lastNode: string): Result {
	const { runData, error } = run.data.resultData;
	const outputs = runData[lastNode]?.at(-1)?.data?.main ?? [];
	return {
		items: outputs[0] ?? [],
		errorItems: outputs[1] ?? [],
		error: error as Result['error'],
		run,
	};
}

/** A workflow of a start and one node of this package, behind the given input items. */
export function workflowOf(
	type: string,
	parameters: INodeParameters,
	credential: string,
	{ items = [{ json: {} }], ...settings }: { items?: INodeExecutionData[]; onError?: string } = {},
): Pick<IWorkflowBase, 'nodes' | 'connections'> {
	const position: [number, number] = [0, 0];
	return {
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: 'test.start',
				typeVersion: 1,
				position,
				parameters: { items } as unknown as INodeParameters,
			},
			{
				id: 'node',
				name: 'Node',
				type: `${packageName}.${type}`,
				typeVersion: 1,
				position,
				parameters,
				credentials: { [credential]: { id: '1', name: 'Credential' } },
				...(settings as object),
			},
		],
		connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
	};
}

/** Sets n8n's binary data up in a folder of its own, or in memory. @returns what removes it */
export async function useBinaryData(mode: BinaryMode = 'filesystem'): Promise<() => void> {
	const folder = mkdtempSync(join(tmpdir(), 'binary-data-'));
	const config = Container.get(BinaryDataConfig);
	Object.assign(config, { mode, availableModes: [mode], localStoragePath: folder });
	await Container.get(BinaryDataService).init();
	return () => rmSync(folder, { recursive: true, force: true });
}

/** The bytes of an item's file, wherever n8n keeps them. */
export async function bytesOf(item: INodeExecutionData, field = 'data'): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(item.binary![field]);
}
