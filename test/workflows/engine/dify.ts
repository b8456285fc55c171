import type {
	ICredentialDataDecryptedObject,
	INodeExecutionData,
	INodeParameters,
} from 'n8n-workflow';

import { startDify, type DifyOptions, type DifyStandIn } from '../../sandbox/dify/server';
import type { LoggedRequest } from '../../sandbox/httpServer';
import { runWorkflow, useBinaryData, workflowOf, type BinaryMode, type Result } from './run';

export interface DifyRun {
	items?: INodeExecutionData[];
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	executeOnce?: boolean;
	/** Run under the name that n8n gives a node that an agent uses. */
	asTool?: boolean;
	/** Put over the credential that opens the stand-in. */
	credential?: ICredentialDataDecryptedObject;
	/** Called once the run has begun; ends it like the stop button does. */
	whenStarted?: (cancel: () => void) => void;
}

/** A stand-in Dify for the tests of one file, and runs of the Dify Knowledge node against it. */
export class DifyBench {
	dify!: DifyStandIn;

	/** Runs a workflow whose last node is Dify Knowledge with these parameters. */
	async run(parameters: INodeParameters, settings: DifyRun = {}): Promise<Result> {
		const { credential, asTool, whenStarted, ...workflow } = settings;
		const type = asTool ? 'difyKnowledgeTool' : 'difyKnowledge';
		const { apiKey, apiRoot } = this.dify;
		return await runWorkflow(workflowOf(type, parameters, 'difyKnowledgeApi', workflow), {
			credentials: { difyKnowledgeApi: { apiKey, baseUrl: apiRoot, ...credential } },
			whenStarted,
		});
	}

	/** The requests of an endpoint, oldest first. */
	asked(endpoint: string): LoggedRequest[] {
		return this.dify.requests.filter((request) => request.endpoint === endpoint);
	}
}

/** Starts a stand-in before the tests of a file; each test begins without faults and requests. */
export function useDify(options: DifyOptions = {}, mode?: BinaryMode): DifyBench {
	const bench = new DifyBench();
	let removeBinaryData: () => void;
	beforeAll(async () => {
		removeBinaryData = await useBinaryData(mode);
		bench.dify = await startDify(options);
	});
	beforeEach(() => {
		bench.dify.faults.clear();
		bench.dify.requests.length = 0;
	});
	afterAll(async () => {
		await bench.dify.close();
		removeBinaryData();
	});
	return bench;
}
