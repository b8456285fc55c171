import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { type N8nOptions, type RunningN8n, startN8n } from '../test/host/n8n';
import { N8nClient } from '../test/host/n8nClient';
import { type CredentialIds, type Workflow, withCredentials } from '../test/host/workflow';
import type { PreparedDocuments } from './server';

/** What stands in the workflows' files for the server and the knowledge base. */
const BASE_URL = 'http://dify.example/v1';
const KNOWLEDGE_BASE_ID = '00000000-0000-4000-8000-000000000000';

/** An active workflow that is started by a POST to its webhook. */
export interface Installed {
	id: string;
	path: string;
}

/** Sets up an n8n with the package, the owner's account and the credentials; it is left running. */
export async function setUpN8n(
	options: N8nOptions,
	{ apiKey, baseUrl }: PreparedDocuments,
): Promise<{ n8n: RunningN8n; client: N8nClient; credentials: CredentialIds }> {
	const n8n = await startN8n(options);
	const client = new N8nClient(n8n.origin);
	await client.setUpOwner();
	const dify = { apiKey, baseUrl, ignoreSslIssues: false };
	const credentials = {
		difyKnowledgeApi: await client.createCredential('Dify', 'difyKnowledgeApi', dify),
		httpBearerAuth: await client.createCredential('Dify', 'httpBearerAuth', { token: apiKey }),
	};
	return { n8n, client, credentials };
}

/** Stores and activates one of the workflows in `workflows/` for these documents. */
export async function installWorkflow(
	client: N8nClient,
	credentials: CredentialIds,
	name: string,
	{ baseUrl, knowledgeBaseId }: PreparedDocuments,
): Promise<Installed> {
	const text = readFileSync(join(__dirname, 'workflows', `${name}.json`), 'utf8')
		.replaceAll(BASE_URL, baseUrl)
		.replaceAll(KNOWLEDGE_BASE_ID, knowledgeBaseId);
	const workflow = withCredentials(JSON.parse(text) as Workflow, credentials);
	const path = randomUUID();
	workflow.nodes[0].parameters.path = path;
	workflow.nodes[0].webhookId = path;
	const created = await client.createWorkflow(workflow);
	await client.activateWorkflow(created);
	return { id: created.id, path };
}
