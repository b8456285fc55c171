import 'reflect-metadata';

import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type IDataObject,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

import { credentialsHelper } from './credentials';
import { nodeOf, workflowOf } from './oneNode';
import { registeredCredentials } from './registered';
import { nodeTypes, nodeTypesByName } from './run';

/**
 * Presses the credential's test button: n8n makes a declarative node of the test's request and
 * looks at its answer (n8n, CredentialsTester).
 *
 * @returns undefined when n8n would say that the connection works, else its words
 */
export async function testCredential(
	name: string,
	data: ICredentialDataDecryptedObject,
): Promise<string | undefined> {
	const { request, rules = [] } = registeredCredentials.find((type) => type.name === name)!
		.test as ICredentialTestRequest;
	const { answer, error } = await ask(name, data, request);
	const { status, statusText } = error?.cause?.response ?? {};
	for (const { type, properties } of rules) {
		const isMet =
			type === 'responseCode'
				? properties.value === status
				: !error && answer[properties.key] === properties.value;
		if (isMet) return properties.message;
	}
	return statusText ?? error?.cause?.code ?? error?.message;
}

interface RequestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

async function ask(
	name: string,
	data: ICredentialDataDecryptedObject,
	request: ICredentialTestRequest['request'],
): Promise<{ answer: IDataObject; error?: RequestError }> {
	const nodeType = nodeTypeOf(name, request);
	const node = nodeOf('test.credential', {}, name);
	const additionalData = {
		credentialsHelper: credentialsHelper(registeredCredentials, { [name]: data }),
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const context = new ExecuteContext(
		workflowOf(node, { ...nodeTypes, getByNameAndVersion: () => nodeType }),
		node,
		additionalData,
		'internal',
		createEmptyRunExecutionData(),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	const credential = { id: '1', name: 'Test', type: name, data };
	return await new RoutingNode(context, nodeType, credential).runNode().then(
		(items) => ({ answer: items![0][0].json }),
		(error: RequestError) => ({ answer: {}, error }),
	);
}

function nodeTypeOf(credential: string, request: ICredentialTestRequest['request']): INodeType {
	return {
		description: {
			...nodeTypesByName['test.start'].description,
			credentials: [{ name: credential, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	} as INodeType;
}
