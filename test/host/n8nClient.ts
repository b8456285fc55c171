import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';

import { parse } from 'flatted';

import { isOlderThan } from '../sandbox/version';
import type { BinaryFile, Execution } from './execution';
import { jsonRequest, RefusedRequest, Session } from './session';
import { waitFor } from './waiting';
import type { Workflow, WorkflowNode } from './workflow';

/** Seen in 1.123.81 and not in 1.85.4. */
const FIRST_WITH_ACTIVATE = '1.120.0';
/** Seen in 2.41.1 and not in 2.20.12. */
const FIRST_WITH_PUBLICATION = '2.30.0';

/** A node as a picker's request describes it: the editor sends what is filled in so far. */
export interface PickerRequest {
	nodeType: string;
	nodeVersion: number;
	/** e.g. `searchKnowledgeBases`, as the node's `methods` names it. */
	methodName: string;
	parameters?: Record<string, unknown>;
	/** Credential type → id and name. */
	credentials?: Record<string, { id: string; name: string }>;
	/** What the user typed into the picker's search field. */
	filter?: string;
	paginationToken?: string;
}

interface RunRequest {
	workflowData: Workflow;
	triggerToStartFrom: { name: string };
}

/** n8n 2.20 cannot read an execution that has just begun. */
function whileItHasNoData(error: Error): undefined {
	if (error instanceof RefusedRequest && error.status === 500) return undefined;
	throw error;
}

const ENDED = ['success', 'error', 'crashed', 'canceled'];

/**
 * n8n's REST interface as its editor uses it, signed in as the owner of the instance.
 *
 * Versions from 1.85 on are understood. What older ones want (a workflow that is sent along when it
 * is run, credentials by id and not only by name, a stored credential for its test) newer ones accept.
 */
export class N8nClient extends Session {
	/** The ids of the credentials that this client has stored, by type and name. */
	private readonly credentialIds = new Map<string, string>();

	/** e.g. `2.41.1` */
	private async version(): Promise<string> {
		return (await this.request<{ versionCli: string }>('GET', '/rest/settings')).versionCli;
	}

	/** Stores a credential and gives its id. */
	async createCredential(name: string, type: string, data: object): Promise<string> {
		const created = await this.request<{ id: string }>('POST', '/rest/credentials', {
			name,
			type,
			data,
		});
		this.credentialIds.set(`${type} ${name}`, created.id);
		return created.id;
	}

	/** Presses a credential's test button; the editor stores what was entered first. */
	async testCredential(
		type: string,
		data: object,
	): Promise<{ status: 'OK' | 'Error'; message: string }> {
		const name = 'tested';
		const id = await this.createCredential(name, type, data);
		const credentials = { id, name, type, data };
		return await this.request('POST', '/rest/credentials/test', { credentials });
	}

	async createWorkflow(workflow: Workflow): Promise<{ id: string; versionId: string }> {
		const { name, connections, settings = {} } = workflow;
		const nodes = workflow.nodes.map((node) => this.withCredentialIds(node));
		const body = { name, nodes, connections, settings, active: false };
		return await this.request('POST', '/rest/workflows', body);
	}

	/** n8n 2 looks credentials without an id up by their names, n8n 1 does not. */
	private withCredentialIds(node: WorkflowNode): WorkflowNode {
		if (!node.credentials) return node;
		const credentials = Object.entries(node.credentials).map(([type, { id, name }]) => [
			type,
			{ id: id ?? this.credentialIds.get(`${type} ${name}`) ?? null, name },
		]);
		return { ...node, credentials: Object.fromEntries(credentials) };
	}

	async getWorkflow(id: string): Promise<Workflow> {
		return await this.request('GET', `/rest/workflows/${id}`);
	}

	/**
	 * Activates a workflow and waits until its webhooks and schedules are in place. Older versions have
	 * done it when they answer; the oldest take it as a change of the workflow.
	 */
	async activateWorkflow({ id, versionId }: { id: string; versionId: string }): Promise<void> {
		if (isOlderThan(await this.version(), FIRST_WITH_ACTIVATE)) {
			await this.request('PATCH', `/rest/workflows/${id}`, { active: true, versionId });
			return;
		}
		await this.request('POST', `/rest/workflows/${id}/activate`, { versionId });
		if (isOlderThan(await this.version(), FIRST_WITH_PUBLICATION)) return;
		await waitFor(`workflow ${id} to be published`, 30_000, async () => {
			const response = await this.send('GET', `/rest/workflows/${id}/publication-status`);
			const text = await response.text();
			return response.ok && text.includes('"published"') ? true : undefined;
		});
	}

	/**
	 * Presses "Execute workflow" and gives the execution's id.
	 *
	 * @param items what the trigger puts out, e.g. the message of a chat; otherwise it is executed
	 */
	async startWorkflow(
		id: string,
		triggerName: string,
		items?: Array<{ json: object }>,
	): Promise<string> {
		const workflowData = await this.getWorkflow(id);
		const body = { workflowData, triggerToStartFrom: { name: triggerName } };
		if (items) Object.assign(body, triggeredBy(body, items));
		const path = `/rest/workflows/${id}/run`;
		return (await this.request<{ executionId: string }>('POST', path, body)).executionId;
	}

	/** The execution as it stands now. */
	async getExecution(id: string): Promise<Execution> {
		const execution = await this.request<Execution & { data: unknown }>(
			'GET',
			`/rest/executions/${id}`,
		);
		if (typeof execution.data !== 'string') return execution;
		return { ...execution, data: parse(execution.data) as Execution['data'] };
	}

	/** The newest executions, without their data. */
	async listExecutions(workflowId: string): Promise<Array<{ id: string; status: string }>> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const path = `/rest/executions?filter=${filter}&limit=100`;
		return (await this.request<{ results: Array<{ id: string; status: string }> }>('GET', path))
			.results;
	}

	async waitForExecution(id: string, timeoutMs: number): Promise<Execution> {
		return await waitFor(`execution ${id} to end`, timeoutMs, async () => {
			const execution = await this.getExecution(id).catch(whileItHasNoData);
			// n8n 1 gives the status before the data.
			return execution?.data && ENDED.includes(execution.status) ? execution : undefined;
		});
	}

	/** One page of a resource locator's list. */
	async pick(request: PickerRequest): Promise<{
		results: Array<{ name: string; value: string; url?: string }>;
		paginationToken?: string;
	}> {
		return await this.request(
			'POST',
			'/rest/dynamic-node-parameters/resource-locator-results',
			pickerBody(request),
		);
	}

	/** The options of a drop-down that the node loads. */
	async loadOptions(request: PickerRequest): Promise<Array<{ name: string; value: unknown }>> {
		return await this.request('POST', '/rest/dynamic-node-parameters/options', pickerBody(request));
	}

	/** The descriptions of all nodes, as the editor's node panel gets them. */
	async nodeTypes(): Promise<Array<{ name: string } & Record<string, unknown>>> {
		const response = await this.send('GET', '/types/nodes.json');
		return (await response.json()) as Array<{ name: string } & Record<string, unknown>>;
	}

	/** A file of an execution, as the output panel's Download button gets it. */
	async download(file: BinaryFile): Promise<Buffer> {
		return await buffer(await this.openFile(file));
	}

	/** The same into a file on disk, whatever its size. */
	async saveFile(file: BinaryFile, path: string): Promise<void> {
		await pipeline(await this.openFile(file), createWriteStream(path));
	}

	private async openFile({ id, data, fileName }: BinaryFile): Promise<Readable> {
		if (!id) return Readable.from([Buffer.from(data, 'base64')]);
		const query = new URLSearchParams({ id, action: 'download' });
		const response = await this.send('GET', `/rest/binary-data?${query}`);
		if (!response.ok) throw new Error(`n8n gave ${response.status} for the file '${fileName}'`);
		return Readable.from(response.body ?? []);
	}

	/** Calls an activated workflow's webhook; whoever calls it needs no account. */
	async callWebhook(path: string, body?: unknown): Promise<Response> {
		return await fetch(`${this.origin}/webhook/${path}`, jsonRequest(body ? 'POST' : 'GET', body));
	}
}

/** What a trigger put out; n8n 1.85 also wants to be told the nodes that it goes to. */
function triggeredBy(
	{ workflowData, triggerToStartFrom: { name } }: RunRequest,
	items: Array<{ json: object }>,
): object {
	const run = { startTime: Date.now(), executionIndex: 0, executionTime: 0, source: [] };
	const data = { ...run, executionStatus: 'success', data: { main: [items] } };
	const connections = workflowData.connections as Record<string, NodeConnections>;
	const following = (connections[name].main[0] ?? []).map(({ node }) => node);
	const startNodes = following.map((node) => ({ name: node, sourceData: null }));
	return { triggerToStartFrom: { name, data }, startNodes };
}

interface NodeConnections {
	main: Array<Array<{ node: string }> | null>;
}

function pickerBody(request: PickerRequest): object {
	return {
		path: '',
		nodeTypeAndVersion: { name: request.nodeType, version: request.nodeVersion },
		currentNodeParameters: request.parameters ?? {},
		methodName: request.methodName,
		credentials: request.credentials,
		filter: request.filter,
		paginationToken: request.paginationToken,
	};
}
