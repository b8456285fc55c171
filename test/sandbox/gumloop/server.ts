import { json, type Answer } from '../answer';
import { bytesOf } from '../content';
import { FaultSwitches, type Fault } from '../faults';
import {
	makeFlow,
	makeRun,
	runJson,
	runSummary,
	type Flow,
	type FlowSeed,
	type Run,
	type RunFile,
	type RunScript,
} from './runs';
import { gumloopZip, type GumloopZipOptions } from './zip';
import { startHttpServer, type Call, type HttpServer, type LoggedRequest } from '../httpServer';
import { OAuth2StandIn, type OAuth2Options } from './oauth2';
import { pause } from '../pause';

export type GumloopEndpoint =
	| 'models'
	| 'listFlows'
	| 'listRuns'
	| 'inputs'
	| 'run'
	| 'start'
	| 'downloadFiles'
	| 'downloadFile'
	| 'authorize'
	| 'token'
	| 'revoke'
	| 'unknownRoute';

export interface GumloopOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Waited before each answer. */
	latencyMs?: number;
	oauth2?: OAuth2Options;
	/** Key and certificate in PEM form: HTTPS. */
	tls?: { key: string; cert: string };
}

/** A start of a flow, as `start_pipeline` received it. */
export interface FlowStart {
	savedItemId: string;
	runId: string;
	inputs: Record<string, unknown>;
}

const ENDPOINTS: Record<string, GumloopEndpoint> = {
	'GET /api/v1/models': 'models',
	'GET /api/v1/list_saved_items': 'listFlows',
	'GET /api/v1/get_plrun_saved_item_map': 'listRuns',
	'GET /api/v1/get_inputs': 'inputs',
	'GET /api/v1/get_pl_run': 'run',
	'POST /api/v1/start_pipeline': 'start',
	'POST /api/v1/download_files': 'downloadFiles',
	'POST /api/v1/download_file': 'downloadFile',
	'GET /oauth/authorize': 'authorize',
	'POST /oauth/token': 'token',
	'POST /oauth/revoke': 'revoke',
};

const NOT_INPUTS = ['user_id', 'project_id', 'saved_item_id', 'pipeline_inputs'];

/** Starts a stand-in Gumloop with no flows on 127.0.0.1. */
export async function startGumloop(options: GumloopOptions = {}): Promise<GumloopStandIn> {
	const gumloop = new GumloopStandIn(options);
	await gumloop.listen();
	return gumloop;
}

/** A real HTTP server that answers as Gumloop's public API does, OAuth included. */
export class GumloopStandIn {
	readonly apiKey = 'stand-in-personal-key';
	readonly teamKey = 'stand-in-team-key';
	readonly userId = 'stand-in-user';
	/** The team's id, which the API calls `project_id`. */
	readonly teamId = 'stand-in-team';
	readonly flows: Flow[] = [];
	readonly runs: Run[] = [];
	readonly starts: FlowStart[] = [];
	readonly faults = new FaultSwitches<GumloopEndpoint>();
	readonly oauth2: OAuth2StandIn;
	/** What `download_files` does with a name that the run does not have: both are seen in the wild. */
	unknownFiles: 'refuse' | 'leaveOut' = 'refuse';
	/** The form of error bodies; the API documents all three. */
	errorForm: 'nested' | 'text' | 'plain' = 'nested';
	/** How the ZIPs are written. */
	zip: GumloopZipOptions = { dataDescriptors: false, folders: [] };
	private server!: HttpServer;

	constructor(private readonly options: GumloopOptions) {
		this.oauth2 = new OAuth2StandIn(this.userId, options.oauth2);
	}

	async listen(): Promise<void> {
		const { port, tls } = this.options;
		this.server = await startHttpServer({
			port,
			tls,
			answer: async (call) => await this.answer(call),
		});
	}

	/** e.g. `http://127.0.0.1:40125`; OAuth is at `{origin}/oauth/…`. */
	get origin(): string {
		return this.server.origin;
	}

	/** The base URL that a user enters, e.g. `http://127.0.0.1:40125/api/v1`. */
	get apiRoot(): string {
		return `${this.origin}/api/v1`;
	}

	/** Everything that was asked, oldest first. */
	get requests(): LoggedRequest[] {
		return this.server.requests;
	}

	addFlow(seed: FlowSeed): Flow {
		const flow = makeFlow(seed, this.flows.length);
		this.flows.push(flow);
		return flow;
	}

	/** Adds a run that was started earlier, of the first flow unless another one is named. */
	addRun(script: RunScript, savedItemId = this.flows[0]?.savedItemId ?? ''): Run {
		const run = makeRun(savedItemId, script, this.runs.length);
		this.runs.push(run);
		return run;
	}

	/** Ends all connections and frees the port. */
	async close(): Promise<void> {
		await this.server.close();
	}

	private async answer(call: Call): Promise<Answer> {
		const endpoint = ENDPOINTS[`${call.log.method} ${call.log.path}`] ?? 'unknownRoute';
		call.log.endpoint = endpoint;
		if (this.options.latencyMs) await pause(this.options.latencyMs);
		const real = async () => await this.realAnswer(endpoint, call);
		return await (this.faults.take(endpoint)?.(real, call) ?? real());
	}

	private async realAnswer(endpoint: GumloopEndpoint, call: Call): Promise<Answer> {
		if (endpoint === 'authorize') return await this.oauth2.authorize(call);
		if (endpoint === 'token') return await this.oauth2.token(call);
		if (endpoint === 'revoke') return this.oauth2.revoke(call);
		if (endpoint === 'unknownRoute') return this.refuse(404, 'Not found');

		const parameters = parametersOf(call);
		if (!parameters) return this.refuse(400, 'The body is not valid JSON');
		const refusal = this.checkAccess(endpoint, call, parameters);
		if (refusal) return refusal;
		const handlers: Record<string, () => Answer | Promise<Answer>> = {
			models: () => json(200, { models: [] }),
			listFlows: () => this.listFlows(),
			listRuns: () => this.listRuns(parameters),
			inputs: () => this.inputs(parameters),
			run: () => this.run(parameters),
			start: () => this.start(parameters),
			downloadFiles: async () => await this.downloadFiles(parameters),
			downloadFile: () => this.downloadFile(parameters),
		};
		return await handlers[endpoint]();
	}

	/** Who may ask: a personal key, a team key or an OAuth token, each with its own rules. */
	private checkAccess(
		endpoint: GumloopEndpoint,
		{ log }: Call,
		{ user_id: userId, project_id: projectId }: RequestParameters,
	): Answer | undefined {
		const token = /^Bearer (.+)$/i.exec(log.headers.authorization ?? '')?.[1] ?? '';
		const isPersonal = token === this.apiKey;
		const isTeam = token === this.teamKey;
		if (!isPersonal && !isTeam && !this.oauth2.accepts(token)) {
			return this.refuse(401, token ? 'Invalid or expired credentials' : 'Missing credentials');
		}
		const authKey = log.headers['x-auth-key'];
		if (isPersonal && authKey !== this.userId) {
			return this.refuse(403, authKey ? 'API key does not match the user' : 'User ID is required');
		}
		if (endpoint === 'models') return undefined;
		if (!userId && !projectId) return this.refuse(400, 'user_id or project_id is required');
		if (isTeam && !(userId && projectId)) {
			return this.refuse(403, 'A team key needs project_id together with user_id');
		}
		if ((userId && userId !== this.userId) || (projectId && projectId !== this.teamId)) {
			return this.refuse(403, 'API key does not match the user');
		}
		return undefined;
	}

	private listFlows(): Answer {
		return json(200, {
			saved_items: this.flows.map((flow) => ({
				saved_item_id: flow.savedItemId,
				name: flow.name,
				description: flow.description,
				created_ts: flow.createdAt.toISOString(),
			})),
		});
	}

	/** The ten most recent runs of each flow that was asked for, newest first. */
	private listRuns({
		workbook_id: workbookId,
		saved_item_id: savedItemId,
	}: RequestParameters): Answer {
		if (!workbookId && !savedItemId) {
			return this.refuse(400, 'workbook_id or saved_item_id is required');
		}
		const flows = this.flows.filter(
			(flow) => flow.savedItemId === savedItemId || flow.workbookId === workbookId,
		);
		const recentRuns = (flow: Flow) =>
			this.runs
				.filter((run) => run.savedItemId === flow.savedItemId)
				.reverse()
				.slice(0, 10)
				.map(runSummary);
		return json(200, Object.fromEntries(flows.map((flow) => [flow.savedItemId, recentRuns(flow)])));
	}

	private inputs({ saved_item_id: savedItemId }: RequestParameters): Answer {
		const flow = this.flows.find((one) => one.savedItemId === savedItemId);
		return flow ? json(200, { inputs: flow.inputs }) : this.refuse(404, 'Flow not found');
	}

	private run({ run_id: runId }: RequestParameters): Answer {
		const run = this.runs.find((one) => one.runId === runId);
		if (!run) return this.refuse(404, 'Run not found');
		run.polls++;
		return json(200, runJson(run, this.userId));
	}

	private start(parameters: RequestParameters): Answer {
		const flow = this.flows.find((one) => one.savedItemId === parameters.saved_item_id);
		if (!flow) return this.refuse(404, 'Flow not found');
		const inputs = inputsOf(parameters);
		const script = typeof flow.script === 'function' ? flow.script(inputs) : flow.script;
		const { runId } = this.addRun(script ?? {}, flow.savedItemId);
		this.starts.push({ savedItemId: flow.savedItemId, runId, inputs });
		return json(200, {
			run_id: runId,
			saved_item_id: flow.savedItemId,
			workbook_id: flow.workbookId,
			url: `https://www.gumloop.com/pipeline?run_id=${runId}&workbook_id=${flow.workbookId}`,
		});
	}

	private async downloadFiles({
		file_names: names,
		run_id: runId,
	}: RequestParameters): Promise<Answer> {
		if (!Array.isArray(names) || names.length === 0 || !runId) {
			return this.refuse(400, 'Missing file_names or other required data');
		}
		const found = this.filesOf(runId, names as string[]);
		if (found.length < names.length && this.unknownFiles === 'refuse') {
			return this.refuse(500, 'File download failed');
		}
		return {
			status: 200,
			headers: { 'Content-Type': 'application/zip' },
			body: await gumloopZip(found, this.zip),
		};
	}

	private downloadFile({ file_name: name, run_id: runId }: RequestParameters): Answer {
		if (!name || !runId) return this.refuse(400, 'Missing file_name or other required data');
		const [file] = this.filesOf(runId, [name as string]);
		if (!file) return this.refuse(500, 'File download failed');
		return {
			status: 200,
			headers: { 'Content-Type': 'application/octet-stream' },
			body: bytesOf(file.content),
		};
	}

	private filesOf(runId: unknown, names: string[]): RunFile[] {
		const files = this.runs.find((one) => one.runId === runId)?.files ?? [];
		return names.flatMap((name) => files.find((file) => file.name === name) ?? []);
	}

	private refuse(status: number, message: string): Answer {
		return gumloopError(status, message, this.errorForm);
	}
}

/** An error answer in one of the documented forms. */
export function gumloopError(
	status: number,
	message: string,
	form: GumloopStandIn['errorForm'] = 'nested',
): Answer {
	if (form === 'plain') return { status, headers: { 'Content-Type': 'text/plain' }, body: message };
	if (form === 'text') return json(status, { error: message });
	const type = status < 500 ? 'invalid_request_error' : 'server_error';
	return json(status, { error: { code: `${status}`, message, type } });
}

/** Gumloop's answers where they are wanted out of turn. */
export const gumloopFaults = {
	/** 401: an expired OAuth token or a wrong key. */
	unauthorized: (): Fault => () => gumloopError(401, 'Invalid or expired credentials'),
	/** 429: too many runs at once for the plan; no Retry-After. */
	tooManyRuns: (): Fault => () => gumloopError(429, 'Concurrent run limit reached'),
	/** 500 with any of the three forms of error bodies. */
	failed:
		(form: GumloopStandIn['errorForm'] = 'nested'): Fault =>
		() =>
			gumloopError(500, 'File download failed', form),
};

type RequestParameters = Record<string, unknown>;

/** The query of a GET, the JSON body of a POST; undefined when that is not JSON. */
function parametersOf({ log }: Call): RequestParameters | undefined {
	if (log.method === 'GET') return log.query;
	try {
		return JSON.parse(log.body || '{}') as RequestParameters;
	} catch {
		return undefined;
	}
}

/** Inputs come as a list of pairs or as keys beside the ids. */
function inputsOf(parameters: RequestParameters): Record<string, unknown> {
	const { pipeline_inputs: pairs } = parameters;
	if (Array.isArray(pairs)) {
		return Object.fromEntries(
			(pairs as Array<{ input_name: string; value: unknown }>).map((one) => [
				one.input_name,
				one.value,
			]),
		);
	}
	return Object.fromEntries(
		Object.entries(parameters).filter(([key]) => !NOT_INPUTS.includes(key)),
	);
}
