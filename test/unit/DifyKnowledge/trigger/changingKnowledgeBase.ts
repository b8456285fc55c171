import type {
	IDataObject,
	IHttpRequestOptions,
	INodeExecutionData,
	IPollFunctions,
} from 'n8n-workflow';
import { Readable } from 'node:stream';

import { poll } from '../../../../nodes/DifyKnowledge/trigger/poll';
import { madeUpUuid } from '../../../sandbox/madeUpUuid';

export interface ChangingDocument {
	id: string;
	name: string;
	createdAt: number;
	position: number;
	fileId: string;
	status: string;
}

/** A knowledge base that changes between and during polls, listed as Dify lists it. */
export class ChangingKnowledgeBase {
	readonly id: string;
	documents: ChangingDocument[] = [];
	/** Queries of all requests, oldest first. */
	asked: IDataObject[] = [];
	/** How many of the next requests are answered as by a server that is down. */
	failures = 0;
	/** Called before each answer. */
	meanwhile?: (query: IDataObject) => void;
	private ids = 0;

	/** @param name the same name makes the same IDs */
	constructor(private readonly name = 'watched') {
		this.id = this.newId();
	}

	add(more: Partial<ChangingDocument> = {}): ChangingDocument {
		const document = {
			id: this.newId(),
			name: 'report.pdf',
			createdAt: 1_767_225_600,
			position: 1 + Math.max(0, ...this.documents.map(({ position }) => position)),
			fileId: this.newId(),
			status: 'available',
			...more,
		};
		this.documents.push(document);
		return document;
	}

	remove(document: ChangingDocument): void {
		this.documents = this.documents.filter((one) => one !== document);
	}

	newId(): string {
		return madeUpUuid(`${this.name} ${this.ids++}`);
	}

	answer({ url, qs = {} }: IHttpRequestOptions): object {
		const isList = url.endsWith('/documents');
		if (isList) this.asked.push(qs);
		this.meanwhile?.(qs);
		if (this.failures > 0) {
			this.failures--;
			return { statusCode: 401, headers: {}, body: Readable.from([]) };
		}
		const body = JSON.stringify(isList ? this.page(qs) : { id: this.id, name: 'HR / Reports' });
		const headers = { 'content-type': 'application/json' };
		return { statusCode: 200, headers, body: Readable.from([Buffer.from(body)]) };
	}

	private page({ page, limit, status, keyword = '' }: IDataObject): object {
		const start = (Number(page) - 1) * Number(limit);
		const listed = this.documents
			.filter((document) => !status || document.status === status)
			.filter(({ name }) => name.includes(String(keyword)))
			.sort((a, b) => b.createdAt - a.createdAt || b.position - a.position);
		return {
			data: listed.slice(start, start + Number(limit)).map(asDify),
			total: listed.length,
		};
	}
}

function asDify({ id, name, createdAt, position, fileId, status }: ChangingDocument): object {
	return {
		id,
		name,
		position,
		created_at: createdAt,
		display_status: status,
		data_source_type: 'upload_file',
		data_source_info: { upload_file_id: fileId },
		data_source_detail_dict: { upload_file: { id: fileId, name, extension: 'pdf', size: 1 } },
		doc_metadata: null,
	};
}

/**
 * A workflow with the trigger, as n8n keeps it: the node's static data lives in memory, and is saved
 * when a poll gives items (n8n, TriggerExecutionContextFactory) and at the end of activation.
 */
export class WatchingWorkflow {
	staticData: IDataObject = {};
	private saved = '{}';

	constructor(
		private readonly knowledgeBase: ChangingKnowledgeBase,
		readonly parameters: IDataObject,
	) {}

	/** @throws what the poll ends with */
	async poll(): Promise<INodeExecutionData[]> {
		const output = await poll(this.context('trigger'));
		if (output) this.save();
		return output?.[0] ?? [];
	}

	async activate(): Promise<INodeExecutionData[]> {
		const items = await this.poll();
		this.save();
		return items;
	}

	async tryOut(): Promise<INodeExecutionData[]> {
		return (await poll(this.context('manual')))![0];
	}

	/** Ends n8n without warning and starts it again. */
	async restart(): Promise<INodeExecutionData[]> {
		this.staticData = JSON.parse(this.saved) as IDataObject;
		return await this.activate();
	}

	private save(): void {
		this.saved = JSON.stringify(this.staticData);
	}

	private context(mode: string): IPollFunctions {
		const parameters: IDataObject = {
			knowledgeBaseId: { __rl: true, mode: 'id', value: this.knowledgeBase.id },
			...this.parameters,
		};
		const valueAt = (path: string): unknown =>
			path
				.split('.')
				.reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], parameters);
		return {
			getMode: () => mode,
			getNode: () => ({ name: 'Trigger', type: 'difyKnowledgeTrigger' }),
			getTimezone: () => 'Europe/Berlin',
			getNodeParameter: (path: string, fallback: unknown) => valueAt(path) ?? fallback,
			getCredentials: async () => ({ apiKey: 'dataset-x', baseUrl: 'https://dify.example.com/v1' }),
			getWorkflowStaticData: () => this.staticData,
			logger: { info: () => undefined, warn: () => undefined },
			helpers: {
				httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) =>
					this.knowledgeBase.answer(options),
			},
		} as unknown as IPollFunctions;
	}
}

/** The events of items, each with the ID of its document. */
export function eventsOf(items: INodeExecutionData[]): string[] {
	return items.map(({ json }) => `${String(json.event)} ${String(json.id)}`);
}
