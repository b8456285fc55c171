import type {
	DeclarativeRestApiSettings,
	IDataObject,
	IExecuteData,
	IExecutePaginationFunctions,
	IExecuteSingleFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IN8nHttpFullResponse,
	INodeExecutionData,
	INodePropertyRouting,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { limiter } from './concurrency';
import type { Answer } from './http/answer';
import type { Send } from './http/service';

/** What an operation works with: n8n's context of one input item, and the request as n8n prepared it. */
export interface ItemContext {
	n8n: IExecutePaginationFunctions;
	requestData: DeclarativeRestApiSettings.ResultOptions;
}

/** An operation: gets one input item's context and returns the items that come out for it. */
export type Operation = (context: ItemContext) => Promise<INodeExecutionData[]>;

/**
 * n8n starts all input items at once. More than this many at work would only make the service refuse.
 */
const ITEMS_AT_ONCE = 4;

/**
 * The routing of an operation that makes its own requests: n8n's declarative engine prepares the
 * request (Request Options, credential) and the operation makes as many as it needs.
 *
 * @param coveredItems the input items that this item's work stands for; only itself when left out
 */
export function routedBy(
	operation: Operation,
	coveredItems: (n8n: IExecutePaginationFunctions) => number[] = (n8n) => [n8n.getItemIndex()],
): INodePropertyRouting {
	return {
		send: { paginate: true },
		operations: {
			async pagination(this: IExecutePaginationFunctions, requestData) {
				const context = { n8n: this, requestData };
				const done = await slotsOf(this)(() => operation(context)).then(
					(items) => ({ items }),
					(error: unknown) => ({ error }),
				);
				if ('items' in done) return done.items;
				const error = asNodeError(this, done.error);
				if (!this.continueOnFail()) throw error;
				return coveredItems(this).map((item) => errorItem(error, item));
			},
		},
		output: { postReceive: [handOverAnswer] },
	};
}

/** Sends requests through n8n's declarative engine, so that Request Options and the credential apply. */
export function sendThroughEngine({ n8n, requestData }: ItemContext): Send {
	return async (options) => {
		const merged = withOwnSignal({
			...requestData.options,
			...options,
		} as IHttpRequestOptions);
		const [item] = await n8n.makeRoutingRequest({
			...requestData,
			options: merged as typeof requestData.options,
		});
		return item.json as unknown as Answer;
	};
}

/** Sends requests where no item is at work: for a list in the editor, or for a trigger. */
export function sendWithoutItem(
	n8n: ILoadOptionsFunctions | IPollFunctions,
	credential: string,
): Send {
	return async (options) => {
		const full = { ...options, returnFullResponse: true };
		const { httpRequestWithAuthentication } = n8n.helpers;
		return (await httpRequestWithAuthentication.call(n8n, credential, full)) as Answer;
	};
}

/**
 * n8n puts the signal of the whole execution into every request (n8n-core,
 * httpRequestWithAuthentication). One part has to end without the others, so its own signal stays.
 */
function withOwnSignal(options: IHttpRequestOptions): IHttpRequestOptions {
	const { abortSignal } = options;
	return Object.defineProperty(options, 'abortSignal', {
		get: () => abortSignal,
		set: () => undefined,
		enumerable: true,
	});
}

async function handOverAnswer(
	this: IExecuteSingleFunctions,
	_items: INodeExecutionData[],
	response: IN8nHttpFullResponse,
): Promise<INodeExecutionData[]> {
	return [{ json: response as unknown as IDataObject, pairedItem: { item: this.getItemIndex() } }];
}

/**
 * Items on the Error output keep their input item's fields when only `error` and `details` are set
 * and they are paired (n8n-core, handleNodeErrorOutput).
 */
function errorItem(error: NodeApiError | NodeOperationError, item: number): INodeExecutionData {
	const details = error.description ?? '';
	return { json: { error: error.message, details }, pairedItem: { item } };
}

function asNodeError(
	n8n: IExecutePaginationFunctions,
	error: unknown,
): NodeApiError | NodeOperationError {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) return error;
	const cause = error instanceof Error ? error : new Error(String(error));
	return new NodeOperationError(n8n.getNode(), cause, { itemIndex: n8n.getItemIndex() });
}

const slotsByRun = new WeakMap<IExecuteData, ReturnType<typeof limiter>>();

function slotsOf(n8n: IExecutePaginationFunctions): ReturnType<typeof limiter> {
	const run = n8n.getExecuteData();
	const slots = slotsByRun.get(run) ?? limiter(ITEMS_AT_ONCE);
	slotsByRun.set(run, slots);
	return slots;
}
