import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

import { startDify, type DifyOptions, type DifyStandIn } from '../../../sandbox/dify/server';
import type {
	DocumentSeed,
	KnowledgeBase,
	KnowledgeBaseSeed,
} from '../../../sandbox/dify/knowledgeBase';

/** A page of a list, as far as tests look at it. */
export interface Page<Row = Record<string, unknown>> {
	data: Row[];
	has_more: boolean;
	limit: number;
	total: number;
	page: number;
}

/** A stand-in Dify with one knowledge base, and a client with its key. */
class DifyClient {
	dify!: DifyStandIn;
	knowledgeBase!: KnowledgeBase;

	async start(
		documents: Iterable<DocumentSeed> = [],
		options: DifyOptions = {},
		seed: Partial<KnowledgeBaseSeed> = {},
	): Promise<void> {
		this.dify = await startDify(options);
		this.knowledgeBase = this.dify.addKnowledgeBase({ name: 'Contracts', documents, ...seed });
	}

	/** Asks for a path below the API root. */
	async ask(path: string, init: RequestInit = {}): Promise<Response> {
		const headers = { Authorization: `Bearer ${this.dify.apiKey}`, ...init.headers };
		return await fetch(this.dify.apiRoot + path, { ...init, headers });
	}

	/** Asks for a path below the knowledge base. */
	async get(path: string, init: RequestInit = {}): Promise<Response> {
		return await this.ask(`/datasets/${this.knowledgeBase.id}${path}`, init);
	}

	async json<Body = Record<string, unknown>>(path: string): Promise<Body> {
		return (await (await this.get(path)).json()) as Body;
	}

	/** The rows of the document list. */
	async list(query = ''): Promise<Page<Record<string, unknown> & { id: string; name: string }>> {
		return await this.json(`/documents?${query}`);
	}

	async downloadZip(documentIds: string[], knowledgeBaseId = this.knowledgeBase.id) {
		return await this.ask(`/datasets/${knowledgeBaseId}/documents/download-zip`, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify({ document_ids: documentIds }),
		});
	}

	/** The signed URL of the document at this index. */
	async signedUrl(index = 0): Promise<string> {
		const { id } = this.knowledgeBase.documents[index];
		return (await this.json<{ url: string }>(`/documents/${id}/download`)).url;
	}
}

/** A client whose stand-in ends with each test. */
export function useDifyClient(): DifyClient {
	const client = new DifyClient();
	afterEach(async () => await client.dify.close());
	return client;
}

/** Everything that a server sends for a GET, head and body as they come. */
export async function onTheWire(url: string): Promise<string> {
	const { hostname, port, pathname, search } = new URL(url);
	const socket = connect(Number(port), hostname);
	socket.end(`GET ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: close\r\n\r\n`);
	return await text(socket);
}
