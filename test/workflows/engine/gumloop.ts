import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import {
	startGumloop,
	type GumloopOptions,
	type GumloopStandIn,
} from '../../sandbox/gumloop/server';
import type { LoggedRequest } from '../../sandbox/httpServer';
import { onFakeClock } from './fakeClock';
import { runWorkflow, useBinaryData, workflowOf, type BinaryMode, type Result } from './run';

export interface GumloopRun {
	items?: INodeExecutionData[];
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	/** Put over the credential that opens the stand-in. */
	credential?: ICredentialDataDecryptedObject;
	whenStarted?: (cancel: () => void) => void;
}

/** A stand-in Gumloop for the tests of one file, and runs of the Gumloop node against it. */
class GumloopBench {
	gumloop!: GumloopStandIn;

	/** The credential that opens the stand-in. */
	get credential(): ICredentialDataDecryptedObject {
		const { apiKey, userId, apiRoot } = this.gumloop;
		return { apiKey, userId, baseUrl: apiRoot };
	}

	/** Runs a workflow whose last node is Gumloop with these parameters. */
	async run(parameters: INodeParameters, settings: GumloopRun = {}): Promise<Result> {
		const { credential, whenStarted, ...workflow } = settings;
		return await runWorkflow(workflowOf('gumloop', parameters, 'gumloopApi', workflow), {
			credentials: { gumloopApi: { ...this.credential, ...credential } },
			whenStarted,
		});
	}

	/** The same on a clock that goes forward by itself, so that pauses take no time. */
	async runFast(...run: Parameters<GumloopBench['run']>): Promise<Result> {
		return await onFakeClock([this.gumloop], async () => await this.run(...run));
	}

	/** The requests of an endpoint, oldest first. */
	asked(endpoint: string): LoggedRequest[] {
		return this.gumloop.requests.filter((request) => request.endpoint === endpoint);
	}

	/** The JSON bodies of the requests of an endpoint, oldest first. */
	sent(endpoint: string): Array<Record<string, unknown>> {
		return this.asked(endpoint).map(({ body }) => JSON.parse(body) as Record<string, unknown>);
	}
}

/** Starts a stand-in before the tests of a file; each test begins without flows, faults and requests. */
export function useGumloop(options: GumloopOptions = {}, mode?: BinaryMode): GumloopBench {
	const bench = new GumloopBench();
	let removeBinaryData: () => void;
	beforeAll(async () => {
		removeBinaryData = await useBinaryData(mode);
		bench.gumloop = await startGumloop(options);
	});
	beforeEach(() => {
		const { gumloop } = bench;
		gumloop.faults.clear();
		for (const list of [gumloop.requests, gumloop.flows, gumloop.runs, gumloop.starts]) {
			list.length = 0;
		}
		gumloop.unknownFiles = 'refuse';
		gumloop.errorForm = 'nested';
		gumloop.zip = { dataDescriptors: false, folders: [] };
	});
	afterAll(async () => {
		await bench.gumloop.close();
		removeBinaryData();
	});
	return bench;
}
