import { json, type Answer } from './answer';
import { difyAnswers, withSuggestions } from './difyAnswers';
import { SignedFiles } from './difyFiles';
import {
	knowledgeBaseJson,
	makeKnowledgeBase,
	type KnowledgeBase,
	type KnowledgeBaseSeed,
	type KnowledgeDocument,
} from './difyKnowledgeBase';
import { listDocuments, listKnowledgeBases } from './difyLists';
import { meaninglessName, ZipCache } from './difyZip';
import { lengthOf } from './content';
import { FaultSwitches } from './faults';
import { startHttpServer, type Call, type HttpServer, type LoggedRequest } from './httpServer';
import { pause } from './pause';
import { RateWindow } from './rateWindow';

export type DifyEndpoint =
	| 'welcome'
	| 'knowledgeBases'
	| 'knowledgeBase'
	| 'list'
	| 'metadata'
	| 'download'
	| 'downloadZip'
	| 'file'
	| 'webApp'
	| 'unknownRoute';

export interface DifyOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Waited before each answer. */
	latencyMs?: number;
	/** Waited before the first byte of a ZIP, on top of the latency. */
	zipDelayMs?: number;
	apiKey?: string;
	/** Version in X-Version; before 1.13.1 there are no download routes. */
	version?: string;
	/** Put before `/v1`, e.g. `/dify`. */
	prefix?: string;
	/** FILES_URL of the install; empty (default) makes signed URLs relative. */
	filesUrl?: string;
	/** Seconds that a signed URL lives. */
	signedUrlLifetimeSeconds?: number;
	/** Calls of the two download endpoints allowed in any 60 seconds; unlimited by default. */
	rateLimitPerMinute?: number;
	/** The clock of the rate limit and of the signed URLs, in milliseconds. */
	now?: () => number;
	/** Key and certificate in PEM form: HTTPS. */
	tls?: { key: string; cert: string };
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const MOST_BYTES_PER_ENTRY = 2 ** 31;

interface Route {
	endpoint: DifyEndpoint;
	knowledgeBaseId?: string;
	documentId?: string;
}

/** Starts a stand-in Dify with no knowledge bases on 127.0.0.1. */
export async function startDify(options: DifyOptions = {}): Promise<DifyStandIn> {
	const dify = new DifyStandIn(options);
	await dify.listen();
	return dify;
}

/** A real HTTP server that answers as Dify's Knowledge API does, quirks included. */
export class DifyStandIn {
	readonly apiKey: string;
	readonly knowledgeBases: KnowledgeBase[] = [];
	readonly faults = new FaultSwitches<DifyEndpoint>();
	/** FILES_URL of the install; `filesServer.origin` moves the signed URLs to another host. */
	filesUrl: string;
	version: string;
	/** Where the API begins on the host, e.g. `/v1`. */
	private readonly apiPath: string;
	private readonly now: () => number;
	private readonly rateWindow: RateWindow;
	private readonly files: SignedFiles;
	private readonly zips = new ZipCache();
	private server!: HttpServer;
	private otherHost!: HttpServer;

	constructor(private readonly options: DifyOptions) {
		this.apiKey = options.apiKey ?? 'dataset-5tAnd1nK3y00000000000000';
		this.filesUrl = options.filesUrl ?? '';
		this.version = options.version ?? '1.13.3';
		this.apiPath = `${options.prefix ?? ''}/v1`;
		this.now = options.now ?? Date.now;
		this.rateWindow = new RateWindow(options.rateLimitPerMinute ?? Infinity, this.now);
		this.files = new SignedFiles(
			this.knowledgeBases,
			options.signedUrlLifetimeSeconds ?? 300,
			this.now,
		);
	}

	async listen(): Promise<void> {
		const { port, tls } = this.options;
		const answer = async (call: Call) => await this.answer(call);
		this.server = await startHttpServer({ port, tls, answer });
		this.otherHost = await startHttpServer({ answer });
	}

	/** e.g. `http://127.0.0.1:40123`. */
	get origin(): string {
		return this.server.origin;
	}

	/** The base URL that a user enters, e.g. `http://127.0.0.1:40123/v1`. */
	get apiRoot(): string {
		return this.origin + this.apiPath;
	}

	/** Everything that was asked of the main host, oldest first. */
	get requests(): LoggedRequest[] {
		return this.server.requests;
	}

	/** The same files under another origin, for signed URLs and redirects to another host. */
	get filesServer(): { origin: string; requests: LoggedRequest[] } {
		return this.otherHost;
	}

	/** Adds a knowledge base; its documents are listed newest (last given) first. */
	addKnowledgeBase(seed: KnowledgeBaseSeed): KnowledgeBase {
		const knowledgeBase = makeKnowledgeBase(seed, this.knowledgeBases.length);
		this.knowledgeBases.push(knowledgeBase);
		return knowledgeBase;
	}

	/** Builds the archive of these documents ahead of time, so that a benchmark does not wait. */
	async prepareZip(documents: KnowledgeDocument[]): Promise<void> {
		await this.zips.get(documents);
	}

	/** Ends all connections, frees the ports and deletes the temporary files. */
	async close(): Promise<void> {
		await Promise.all([this.server.close(), this.otherHost.close()]);
		await this.zips.clear();
	}

	private async answer(call: Call): Promise<Answer> {
		const route = this.routeOf(call);
		call.log.endpoint = route.endpoint;
		if (this.options.latencyMs) await pause(this.options.latencyMs);
		const real = async () => await this.realAnswer(route, call);
		const answer = await (this.faults.take(route.endpoint)?.(real, call) ?? real());
		if (route.endpoint === 'webApp') return answer;
		return {
			...answer,
			headers: { 'X-Version': this.version, 'X-Env': 'PRODUCTION', ...answer.headers },
		};
	}

	private routeOf({ url, log }: Call): Route {
		if (/^\/+files\//.test(url.pathname)) return { endpoint: 'file' };
		if (!`${url.pathname}/`.startsWith(`${this.apiPath}/`)) return { endpoint: 'webApp' };
		const path = url.pathname.slice(this.apiPath.length);
		return apiRoute(`${log.method} ${path}`, !isOlderThan(this.version, '1.13.1'));
	}

	private async realAnswer(route: Route, call: Call): Promise<Answer> {
		const query = call.url.searchParams;
		if (route.endpoint === 'file') return this.files.answer(call.url.pathname, query);
		if (route.endpoint === 'webApp') {
			return difyAnswers.webApp(call.log.method === 'GET' ? 200 : 405);
		}
		if (route.endpoint === 'unknownRoute') return difyAnswers.unknownRoute();
		if (route.endpoint === 'welcome') {
			return json(200, {
				welcome: 'Dify OpenAPI',
				api_version: 'v1',
				server_version: this.version,
			});
		}
		const refusal = this.checkKey(call);
		if (refusal) return refusal;
		if (route.endpoint === 'knowledgeBases') {
			return listKnowledgeBases(this.knowledgeBases, query, this.version);
		}
		return await this.knowledgeBaseAnswer(route, call);
	}

	private checkKey({ log }: Call): Answer | undefined {
		const [scheme, token] = (log.headers.authorization ?? '').split(' ');
		if (scheme.toLowerCase() !== 'bearer') return difyAnswers.authorizationMissing();
		if (token !== this.apiKey) return difyAnswers.accessTokenInvalid();
		return undefined;
	}

	private async knowledgeBaseAnswer(route: Route, call: Call): Promise<Answer> {
		const knowledgeBase = this.knowledgeBases.find((one) => one.id === route.knowledgeBaseId);
		if (!knowledgeBase) return difyAnswers.notFound('Dataset not found.');
		if (!knowledgeBase.enableApi) return difyAnswers.apiNotEnabled();

		switch (route.endpoint) {
			case 'list':
				return listDocuments(knowledgeBase.documents, call.url.searchParams);
			case 'metadata':
				return json(200, metadataOf(knowledgeBase));
			case 'download':
				return this.rateWindow.allow()
					? this.download(knowledgeBase, route.documentId)
					: difyAnswers.rateLimited();
			case 'downloadZip':
				return this.rateWindow.allow()
					? await this.downloadZip(knowledgeBase, call)
					: difyAnswers.rateLimited();
			default:
				return json(200, knowledgeBaseJson(knowledgeBase));
		}
	}

	private download(knowledgeBase: KnowledgeBase, documentId?: string): Answer {
		const document = knowledgeBase.documents.find((one) => one.id === documentId);
		if (!document) return difyAnswers.notFound('Document not found.');
		if (document.dataSourceType !== 'upload_file') {
			return difyAnswers.notFound('Document does not have an uploaded file to download.');
		}
		if (document.uploadFileGone) return difyAnswers.notFound('Uploaded file not found.');
		return json(200, { url: `${this.filesUrl}${this.files.pathOf(document)}` });
	}

	private async downloadZip(knowledgeBase: KnowledgeBase, call: Call): Promise<Answer> {
		const ids = readDocumentIds(call);
		if (!Array.isArray(ids)) return ids;

		const byId = new Map(knowledgeBase.documents.map((one) => [one.id, one]));
		const documents = ids.map((id) => byId.get(id.toLowerCase()));
		const notFound = (message: string) =>
			difyAnswers.notFound(withSuggestions(message, call.url.pathname));
		if (!allKnown(documents)) return notFound('Document not found.');
		if (documents.some((one) => one.dataSourceType !== 'upload_file' || one.uploadFileGone)) {
			return notFound('Only uploaded-file documents can be downloaded as ZIP.');
		}
		if (documents.some((one) => one.blobMissing || lengthOf(one.content) > MOST_BYTES_PER_ENTRY)) {
			return difyAnswers.unknown();
		}

		const zip = await this.zips.get(documents);
		return {
			status: 200,
			headers: {
				'Content-Type': 'application/zip',
				'Content-Length': zip.bytes,
				'Content-Disposition': `attachment; filename=${meaninglessName()}`,
			},
			body: zip.open,
			trouble: { delayMs: this.options.zipDelayMs },
		};
	}
}

function apiRoute(request: string, hasDownloads: boolean): Route {
	const [, id, rest] = /^GET \/datasets\/([^/]+)(\/.*)?$/.exec(request) ?? [];
	if (request === 'GET /') return { endpoint: 'welcome' };
	if (request === 'GET /datasets') return { endpoint: 'knowledgeBases' };

	const [, zipId] = /^POST \/datasets\/([^/]+)\/documents\/download-zip$/.exec(request) ?? [];
	if (hasDownloads && zipId && UUID.test(zipId)) {
		return { endpoint: 'downloadZip', knowledgeBaseId: zipId.toLowerCase() };
	}
	if (!id || !UUID.test(id)) return { endpoint: 'unknownRoute' };

	const knowledgeBaseId = id.toLowerCase();
	if (!rest) return { endpoint: 'knowledgeBase', knowledgeBaseId };
	if (rest === '/documents') return { endpoint: 'list', knowledgeBaseId };
	if (rest === '/metadata') return { endpoint: 'metadata', knowledgeBaseId };
	const [, documentId] = /^\/documents\/([^/]+)\/download$/.exec(rest) ?? [];
	if (hasDownloads && documentId && UUID.test(documentId)) {
		return { endpoint: 'download', knowledgeBaseId, documentId: documentId.toLowerCase() };
	}
	return { endpoint: 'unknownRoute' };
}

/** The ids of a download-zip request, or the answer that refuses them. */
function readDocumentIds({ log, body }: Call): string[] | Answer {
	if (!/^application\/json\b/i.test(log.headers['content-type'] ?? '')) {
		return difyAnswers.unsupportedMediaType();
	}
	const parsed = parseJson(body.toString('utf8')) as { document_ids?: unknown } | undefined;
	if (parsed === undefined) return difyAnswers.badRequest();
	const ids = parsed?.document_ids;
	if (!Array.isArray(ids)) return invalidIds('document_ids', 'Field required', 'missing');
	if (ids.length === 0) {
		const text = 'List should have at least 1 item after validation, not 0';
		return invalidIds('document_ids', text, 'too_short');
	}
	if (ids.length > 100) {
		const text = `List should have at most 100 items after validation, not ${ids.length}`;
		return invalidIds('document_ids', text, 'too_long');
	}
	const wrong = ids.findIndex((id) => typeof id !== 'string' || !UUID.test(id));
	if (wrong >= 0) {
		return invalidIds(`document_ids.${wrong}`, 'Input should be a valid UUID', 'uuid_parsing');
	}
	return ids as string[];
}

/** Pydantic's text of several lines. */
function invalidIds(field: string, message: string, type: string): Answer {
	return difyAnswers.invalidParam(
		[
			'1 validation error for DocumentBatchDownloadZipPayload',
			field,
			`  ${message} [type=${type}]`,
			`    For further information visit https://errors.pydantic.dev/2.11/v/${type}`,
		].join('\n'),
	);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function allKnown(
	documents: Array<KnowledgeDocument | undefined>,
): documents is KnowledgeDocument[] {
	return !documents.includes(undefined);
}

function metadataOf(knowledgeBase: KnowledgeBase): object {
	const fields = knowledgeBase.documents.flatMap((one) => one.metadata ?? []);
	const byId = new Map(fields.map(({ id, name, type }) => [id, { id, name, type, count: 1 }]));
	return { doc_metadata: [...byId.values()], built_in_field_enabled: false };
}

function isOlderThan(version: string, other: string): boolean {
	return version.localeCompare(other, 'en', { numeric: true }) < 0;
}
