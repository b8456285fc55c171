import { json, type Answer } from '../answer';
import { bytesOf } from '../content';
import { FaultSwitches } from '../faultSwitches';
import { refusedKey, refusedOwner } from './access';
import { gumloopError, type ErrorForm } from './answers';
import { inputsOf, parametersOf, type RequestParameters } from './parameters';
import { endpointOf, type GumloopEndpoint } from './routes';
import {
	flowJson,
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
	errorForm: ErrorForm = 'nested';
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
		const endpoint = endpointOf(call.log);
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
		const refusal = this.whyRefused(endpoint, call, parameters);
		if (refusal) return refusal;
		const handlers: Record<string, () => Answer | Promise<Answer>> = {
			models: () => json(200, { models: [] }),
			listFlows: () => json(200, { saved_items: this.flows.map(flowJson) }),
			listRuns: () => this.listRuns(parameters),
			inputs: () => this.inputs(parameters),
			run: () => this.run(parameters),
			start: () => this.start(parameters),
			downloadFiles: async () => await this.downloadFiles(parameters),
			downloadFile: () => this.downloadFile(parameters),
		};
		return await handlers[endpoint]();
	}

	private whyRefused(
		endpoint: GumloopEndpoint,
		{ log }: Call,
		parameters: RequestParameters,
	): Answer | undefined {
		const refusal =
			refusedKey(this, log.headers) ??
			(endpoint === 'models' ? undefined : refusedOwner(this, log.headers, parameters));
		return refusal && this.refuse(refusal.status, refusal.message);
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
