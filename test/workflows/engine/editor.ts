import 'reflect-metadata';

import { ExecuteContext, LoadOptionsContext, RoutingNode } from 'n8n-core';
import {
	createEmptyRunExecutionData,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialTestRequest,
	type ILoadOptionsFunctions,
	type INode,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { credentialsHelper } from './credentials';
import { packageName, registeredCredentials } from './registered';
import { nodeTypes, nodeTypesByName } from './run';

/** A list of a node's `listSearch` methods, as the editor calls it. */
export type ListSearch = (
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
) => Promise<INodeListSearchResult>;

/** The fields of a resource mapper, as the editor asks for them. */
export async function openMapper(
	type: string,
	method: string,
	parameters: INodeParameters,
	credentials: Record<string, ICredentialDataDecryptedObject>,
): Promise<ResourceMapperFields> {
	const nodeType = `${packageName}.${type}`;
	const context = editorContext(nodeType, parameters, credentials);
	return await nodeTypesByName[nodeType].methods!.resourceMapping![method].call(context);
}

/** Asks one of a node's pickers for a page, as the editor does while a user opens its list. */
export async function openPicker(
	type: string,
	method: string,
	parameters: INodeParameters,
	credentials: Record<string, ICredentialDataDecryptedObject>,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const nodeType = `${packageName}.${type}`;
	const context = editorContext(nodeType, parameters, credentials);
	const search = nodeTypesByName[nodeType].methods!.listSearch![method] as ListSearch;
	return await search.call(context, filter, paginationToken);
}

/** What a field of choices offers, as the editor asks for it. */
export async function loadOptions(
	type: string,
	method: string,
	parameters: INodeParameters,
	credentials: Record<string, ICredentialDataDecryptedObject>,
): Promise<INodePropertyOptions[]> {
	const nodeType = `n8n-nodes-document-downloads.${type}`;
	const context = editorContext(nodeType, parameters, credentials);
	return await nodeTypesByName[nodeType].methods!.loadOptions![method].call(context);
}

function editorContext(
	nodeType: string,
	parameters: INodeParameters,
	credentials: Record<string, ICredentialDataDecryptedObject>,
): LoadOptionsContext {
	const node = nodeOf(nodeType, parameters, Object.keys(credentials)[0]);
	const additionalData = {
		credentialsHelper: credentialsHelper(registeredCredentials, credentials),
		currentNodeParameters: parameters,
	} as unknown as IWorkflowExecuteAdditionalData;
	return new LoadOptionsContext(workflowOf(node), node, additionalData, '');
}

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
	const nodeType = {
		description: {
			...nodeTypesByName['test.start'].description,
			credentials: [{ name, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	} as INodeType;
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
	const routingNode = new RoutingNode(context, nodeType, {
		id: '1',
		name: 'Test',
		type: name,
		data,
	});
	const ran = await routingNode.runNode().then(
		(items) => ({ answer: items![0][0].json, error: undefined }),
		(error: RequestError) => ({ answer: {}, error }),
	);
	const status = ran.error?.cause?.response?.status;
	for (const { type, properties } of rules) {
		const isMet =
			type === 'responseCode'
				? properties.value === status
				: !ran.error && ran.answer[properties.key] === properties.value;
		if (isMet) return properties.message;
	}
	const { statusText } = ran.error?.cause?.response ?? {};
	return statusText ?? ran.error?.cause?.code ?? ran.error?.message;
}

interface RequestError extends Error {
	cause?: { code?: string; response?: { status: number; statusText: string } };
}

function nodeOf(type: string, parameters: INodeParameters, credential: string): INode {
	return {
		id: 'node',
		name: 'Node',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [credential]: { id: '1', name: 'Credential' } },
	};
}

function workflowOf(node: INode, types: INodeTypes = nodeTypes): Workflow {
	const nodes = [node];
	return new Workflow({ id: 'workflow', nodes, connections: {}, active: false, nodeTypes: types });
}
