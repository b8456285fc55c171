import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nClient } from '../host/n8nClient';
import type { Defer } from '../host/script';
import { type Workflow, withCredentials } from '../host/workflow';
import { startDify } from '../sandbox/dify/server';
import { startGumloop } from '../sandbox/gumloop/server';
import { sampleFlow } from '../sandbox/gumloop/sampleFlow';
import { sampleKnowledgeBase } from '../sandbox/dify/sampleKnowledgeBases';

/** A service that the demo downloads from. */
export interface DemoService {
	name: string;
	/** File of its workflow, beside this one. */
	workflow: string;
	nodeType: string;
	credentialType: string;
	credential: Record<string, unknown>;
	/** The parameter that names what is downloaded, its value where it is known, and else the list to take the first entry of. */
	source: { parameter: string; value?: string; list: string };
}

/**
 * The Dify that `DIFY_BASE_URL`, `DIFY_API_KEY` and `DIFY_KNOWLEDGE_BASE_ID` name, or else
 * stand-ins of Dify and Gumloop on this machine with a few real files.
 */
export async function demoServices(
	defer: Defer,
	environment = process.env,
): Promise<DemoService[]> {
	const { DIFY_API_KEY: apiKey, DIFY_BASE_URL: baseUrl } = environment;
	if (apiKey && baseUrl) {
		return [difyService(apiKey, baseUrl, environment.DIFY_KNOWLEDGE_BASE_ID)];
	}
	if (apiKey || baseUrl) {
		throw new Error('To use your own Dify, set both DIFY_API_KEY and DIFY_BASE_URL.');
	}
	const dify = await startDify();
	defer(() => dify.close());
	dify.addKnowledgeBase(sampleKnowledgeBase());
	const gumloop = await startGumloop();
	defer(() => gumloop.close());
	const flow = gumloop.addFlow(sampleFlow());
	return [
		difyService(dify.apiKey, dify.apiRoot),
		{
			name: 'Gumloop',
			workflow: 'gumloop.json',
			nodeType: 'n8n-nodes-document-downloads.gumloop',
			credentialType: 'gumloopApi',
			credential: {
				apiKey: gumloop.apiKey,
				userId: gumloop.userId,
				teamId: '',
				baseUrl: gumloop.apiRoot,
				ignoreSslIssues: false,
			},
			source: { parameter: 'savedItemId', value: flow.savedItemId, list: 'searchFlows' },
		},
	];
}

function difyService(apiKey: string, baseUrl: string, knowledgeBaseId?: string): DemoService {
	return {
		name: 'Dify',
		workflow: 'dify.json',
		nodeType: 'n8n-nodes-document-downloads.difyKnowledge',
		credentialType: 'difyKnowledgeApi',
		credential: { apiKey, baseUrl, ignoreSslIssues: false },
		source: { parameter: 'knowledgeBaseId', value: knowledgeBaseId, list: 'searchKnowledgeBases' },
	};
}

/** Stores a service's credential and its workflow, set to what is downloaded; gives the workflow's id. */
export async function importWorkflow(client: N8nClient, service: DemoService): Promise<string> {
	const { name, credentialType, nodeType, source } = service;
	const credentialId = await client.createCredential(name, credentialType, service.credential);
	const value = source.value ?? (await firstOf(client, service, credentialId));
	const text = await readFile(join(__dirname, service.workflow), 'utf8');
	const workflow = withCredentials(JSON.parse(text) as Workflow, {
		[credentialType]: credentialId,
	});
	for (const { type, parameters } of workflow.nodes) {
		if (type === nodeType && source.parameter in parameters) {
			parameters[source.parameter] = { __rl: true, mode: 'id', value };
		}
	}
	return (await client.createWorkflow(workflow)).id;
}

/** The first entry of the node's own list. */
async function firstOf(
	client: N8nClient,
	{ name, nodeType, credentialType, source }: DemoService,
	credentialId: string,
): Promise<string> {
	const { results } = await client.pick({
		nodeType,
		nodeVersion: 1,
		methodName: source.list,
		parameters: {},
		credentials: { [credentialType]: { id: credentialId, name } },
	});
	if (results.length === 0) throw new Error(`The key sees nothing to download in this ${name}.`);
	console.log(`Downloading from: ${results[0].name}`);
	return results[0].value;
}
