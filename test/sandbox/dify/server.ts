import { json, type Answer } from '../answer';
import { AgentKnowledgeBases, type AgentKnowledgeBase } from './agentKnowledgeBases';
import { difyAnswers, withSuggestion } from './answers';
import { listChunks } from './chunks';
import { oneDocument } from './documentJson';
import { signedUrl, zipOf } from './downloads';
import { SignedFiles } from './files';
import { DifyKeys } from './keys';
import {
	makeKnowledgeBase,
	type KnowledgeBase,
	type KnowledgeBaseSeed,
	type KnowledgeDocument,
} from './knowledgeBase';
import { knowledgeBaseJson } from './knowledgeBaseJson';
import { listDocuments, listKnowledgeBases } from './lists';
import { listMetadataFields } from './metadata';
import type { UnstableTies } from './page';
import { apiRoute, type DifyEndpoint, type Route } from './routes';
import { ZipCache } from './zip';
import { FaultSwitches } from '../faultSwitches';
import { startHttpServer, type Call, type HttpServer, type LoggedRequest } from '../httpServer';
import { pause } from '../pause';
import { RateWindow } from '../rateWindow';

export interface DifyOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Waited before each answer. */
	latencyMs?: number;
	/** Waited before the first byte of a ZIP, on top of the latency. */
	zipDelayMs?: number;
	apiKey?: string;
	/** Version in X-Version (default 1.14.0); before 1.13.1 there are no download routes. */
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

/** Starts a stand-in Dify with no knowledge bases on 127.0.0.1. */
export async function startDify(options: DifyOptions = {}): Promise<DifyStandIn> {
	const dify = new DifyStandIn(options);
	await dify.listen();
	return dify;
}

/** A real HTTP server that answers as Dify's Knowledge API does, quirks included. */
export class DifyStandIn {
	readonly knowledgeBases: KnowledgeBase[] = [];
	readonly faults = new FaultSwitches<DifyEndpoint>();
	/** FILES_URL of the install; `filesServer.origin` moves the signed URLs to another host. */
	filesUrl: string;
	version: string;
	/** Whether nginx stands in front, which cuts a body to the length in its head. */
	behindNginx = true;
	/** The plugin service is down or starting: knowledge bases are refused, documents are not. */
	pluginDaemonDown = false;
	/** Lists whose order has ties come out differently page by page. */
	unstableTies?: UnstableTies;
	/** Where the API begins on the host, e.g. `/v1`. */
	private readonly apiPath: string;
	private readonly keys: DifyKeys;
	private readonly rateWindow: RateWindow;
	private readonly files: SignedFiles;
	private readonly agentKnowledgeBases = new AgentKnowledgeBases();
	private readonly zips = new ZipCache();
	private server!: HttpServer;
	private otherHost!: HttpServer;

	constructor(private readonly options: DifyOptions) {
		this.keys = new DifyKeys(options.apiKey ?? 'dataset-5tAnd1nK3y00000000000000');
		this.filesUrl = options.filesUrl ?? '';
		this.version = options.version ?? '1.14.0';
		this.apiPath = `${options.prefix ?? ''}/v1`;
		const now = options.now ?? Date.now;
		this.rateWindow = new RateWindow(options.rateLimitPerMinute ?? Infinity, now);
		this.files = new SignedFiles(this.knowledgeBases, options.signedUrlLifetimeSeconds ?? 300, now);
	}

	async listen(): Promise<void> {
		const { port, tls } = this.options;
		const answer = async (call: Call) => await this.answer(call);
		this.server = await startHttpServer({ port, tls, answer });
		this.otherHost = await startHttpServer({ answer });
	}

	/** The key that opens every knowledge base. */
	get apiKey(): string {
		return this.keys.whole;
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

	/** Makes a key that opens these knowledge bases only, and cannot list them. */
	addLimitedKey(...knowledgeBases: Array<Pick<KnowledgeBase, 'id'>>): string {
		return this.keys.addLimited(knowledgeBases.map(({ id }) => id));
	}

	/** Adds an agent knowledge base, which only servers from 1.18 on have. */
	addAgentKnowledgeBase(name: string): AgentKnowledgeBase {
		return this.agentKnowledgeBases.add(name);
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
		if (answer.outsideApplication) return answer;
		return {
			...answer,
			headers: { 'X-Version': this.version, 'X-Env': 'PRODUCTION', ...answer.headers },
		};
	}

	private routeOf({ url, log }: Call): Route {
		if (/^\/+files\//.test(url.pathname)) return { endpoint: 'file' };
		if (!`${url.pathname}/`.startsWith(`${this.apiPath}/`)) return { endpoint: 'webApp' };
		const path = url.pathname.slice(this.apiPath.length);
		const route = apiRoute(log.method, path, this.version);
		if (route.endpoint !== 'agentKnowledgeBase' || this.agentKnowledgeBases.areEnabled)
			return route;
		return { endpoint: 'unknownRoute' };
	}

	private async realAnswer(route: Route, call: Call): Promise<Answer> {
		const { version } = this;
		switch (route.endpoint) {
			case 'file':
				return this.files.answer(call.url.pathname, call.url.searchParams, this);
			case 'webApp':
				return difyAnswers.webApp(['GET', 'HEAD'].includes(call.log.method) ? 200 : 405);
			case 'unknownRoute':
				return difyAnswers.unknownRoute();
			case 'wrongMethod':
				return difyAnswers.methodNotAllowed(route.allowed ?? []);
			case 'welcome':
				return json(200, { welcome: 'Dify OpenAPI', api_version: 'v1', server_version: version });
			default:
				return await this.answerWithKey(route, call);
		}
	}

	private async answerWithKey(route: Route, call: Call): Promise<Answer> {
		const { knowledgeBaseId, endpoint } = route;
		const refusal = this.keys.refusal(call.log.headers.authorization, knowledgeBaseId);
		if (endpoint === 'agentKnowledgeBase') {
			return this.agentKnowledgeBases.answer(knowledgeBaseId, refusal);
		}
		if (refusal) return refusal;
		if (endpoint !== 'knowledgeBases') return await this.knowledgeBaseAnswer(route, call);
		if (this.pluginDaemonDown) return difyAnswers.pluginDaemonDown();
		const query = call.url.searchParams;
		return listKnowledgeBases(this.knowledgeBases, query, this.version, this.unstableTies);
	}

	private async knowledgeBaseAnswer(route: Route, call: Call): Promise<Answer> {
		const knowledgeBase = this.knowledgeBases.find((one) => one.id === route.knowledgeBaseId);
		if (!knowledgeBase) {
			const isZip = route.endpoint === 'downloadZip';
			return difyAnswers.notFound(
				isZip ? withSuggestion('Dataset not found.', call.url.pathname) : 'Dataset not found.',
			);
		}
		if (!knowledgeBase.enableApi) return difyAnswers.apiNotEnabled();

		const query = call.url.searchParams;
		switch (route.endpoint) {
			case 'list':
				return listDocuments(knowledgeBase, query, this.unstableTies);
			case 'metadata':
				return listMetadataFields(knowledgeBase);
			case 'downloadZip':
				return this.rateWindow.allow()
					? await zipOf(knowledgeBase, call, this.zips, this.options.zipDelayMs)
					: difyAnswers.rateLimited();
			case 'knowledgeBase':
				return this.pluginDaemonDown
					? difyAnswers.pluginDaemonDown()
					: json(200, knowledgeBaseJson(knowledgeBase));
			default:
				return this.documentAnswer(knowledgeBase, route, query);
		}
	}

	private documentAnswer(
		knowledgeBase: KnowledgeBase,
		{ endpoint, documentId }: Route,
		query: URLSearchParams,
	): Answer {
		if (endpoint === 'download' && !this.rateWindow.allow()) return difyAnswers.rateLimited();
		const document = knowledgeBase.documents.find((one) => one.id === documentId);
		if (!document) return difyAnswers.notFound('Document not found.');
		if (endpoint === 'download') return signedUrl(document, this.files, this.filesUrl);
		if (endpoint === 'segments') return listChunks(knowledgeBase, document, query);
		return oneDocument(knowledgeBase, document, query);
	}
}
