import 'reflect-metadata';

import { LoadOptionsContext } from 'n8n-core';
import type {
	ICredentialDataDecryptedObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeParameters,
	INodePropertyOptions,
	IWorkflowExecuteAdditionalData,
	ResourceMapperFields,
} from 'n8n-workflow';

import { credentialsHelper } from './credentials';
import { nodeOf, workflowOf } from './oneNode';
import { packageName, registeredCredentials } from './registered';
import { nodeTypesByName } from './run';

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
	{ filter, paginationToken }: { filter?: string; paginationToken?: string } = {},
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
	const nodeType = `${packageName}.${type}`;
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
