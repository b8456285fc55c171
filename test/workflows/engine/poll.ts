import 'reflect-metadata';

import { PollContext } from 'n8n-core';
import {
	Workflow,
	type ICredentialDataDecryptedObject,
	type INodeExecutionData,
	type INodeParameters,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { credentialsHelper } from './credentials';
import { packageName, registeredCredentials } from './registered';
import { nodeTypes, nodeTypesByName } from './run';

/** An active workflow of which only the trigger matters: n8n's own context polls it. */
export class ActiveTrigger {
	private readonly workflow: Workflow;

	constructor(
		type: string,
		parameters: INodeParameters,
		credential: string,
		private readonly credentials: Record<string, ICredentialDataDecryptedObject>,
	) {
		const node = {
			id: 'node',
			name: 'Node',
			type: `${packageName}.${type}`,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters,
			credentials: { [credential]: { id: '1', name: 'Credential' } },
		};
		const nodes = [node];
		this.workflow = new Workflow({
			id: 'workflow',
			nodes,
			connections: {},
			active: true,
			nodeTypes,
		});
	}

	/** What n8n would save of it. */
	get staticData(): unknown {
		return this.workflow.staticData;
	}

	/** @throws what the poll ends with */
	async poll(mode: 'trigger' | 'manual' = 'trigger'): Promise<INodeExecutionData[]> {
		const additionalData = {
			credentialsHelper: credentialsHelper(registeredCredentials, this.credentials),
			variables: {},
			restApiUrl: 'http://localhost/rest',
			webhookWaitingBaseUrl: 'http://localhost/waiting',
			formWaitingBaseUrl: 'http://localhost/form',
		} as unknown as IWorkflowExecuteAdditionalData;
		const node = this.workflow.getNode('Node')!;
		const context = new PollContext(this.workflow, node, additionalData, mode, 'activate');
		const output = await nodeTypesByName[node.type].poll!.call(context);
		return output?.[0] ?? [];
	}
}
