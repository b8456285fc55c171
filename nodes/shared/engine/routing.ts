import type {
	IDataObject,
	IExecuteData,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	INodeExecutionData,
	INodePropertyRouting,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { limiter } from '../concurrency';
import type { Answer } from '../http/answer';
import type { Send } from '../http/service';
import { withinTime } from '../http/withinTime';
import { inputFault } from '../parameters/inputFault';
import { inputItems } from './inputItems';

/** What an operation works with: n8n's context of one input item. */
export interface ItemContext {
	n8n: IExecutePaginationFunctions;
	/** Every request as n8n prepared it, with what is set in Request Options. */
	prepared: Partial<IHttpRequestOptions>;
	/** Tells the user something about a run that went well: above the output, where n8n can show it there. */
	tell: (notice: string) => void;
}

/** An operation: gets one input item's context and returns the items that come out for it. */
export type Operation = (context: ItemContext) => Promise<INodeExecutionData[]>;

/** The input items that the work for one stands for, itself among them; the first of these works. */
export type CoveredItems = (n8n: IExecutePaginationFunctions) => number[];

export const onlyItself: CoveredItems = (n8n) => [n8n.getItemIndex()];

/**
 * n8n starts all input items at once. More than this many at work would only make the service refuse.
 */
const ITEMS_AT_ONCE = 4;
/** Somebody waits in the editor; for an item n8n prepares 300 seconds, or what Request Options say. */
const TIMEOUT_WITHOUT_ITEM_MS = 60_000;
/** n8n's HTTP client is the first to tell that the time is over. */
const GRACE_MS = 2_000;

/**
 * n8n's declarative engine hands over an item's results as arguments of one call (n8n-core,
 * RoutingNode: `returnData.push(...)`): above some 120,000 the stack overflows.
 */
const MOST_RESULTS = 100_000;

/**
 * The routing of an operation that makes its own requests: n8n's declarative engine prepares the
 * request (Request Options, credential) and the operation makes as many as it needs.
 *
 * @param coveredItems the input items that this item's work stands for; only itself when left out
 */
export function routedBy(operation: Operation, coveredItems?: CoveredItems): INodePropertyRouting {
	return {
		send: { paginate: true },
		operations: {
			async pagination(this: IExecutePaginationFunctions, { options }) {
				const prepared = options as Partial<IHttpRequestOptions>;
				const tell = (notice: string) => this.logger.info(notice);
				const work = async () => notTooMany(this, await operation({ n8n: this, prepared, tell }));
				return await itemsOf(this, work, coveredItems);
			},
		},
	};
}

/**
 * The items of an operation for one input item; where it goes wrong and the workflow goes on, an item
 * that tells so.
 *
 * @param coveredItems the input items that the work stands for, asked for only then, because there may
 *   be thousands for each; only its own when left out
 */
export async function itemsOf(
	n8n: IExecutePaginationFunctions,
	work: () => Promise<INodeExecutionData[]>,
	coveredItems = onlyItself,
): Promise<INodeExecutionData[]> {
	const done = await slotsOf(n8n)(work).then(
		(items) => ({ items }),
		(error: unknown) => ({ error }),
	);
	if ('items' in done) return done.items;
	const error = asNodeError(n8n, done.error);
	if (!n8n.continueOnFail()) throw error;
	return coveredItems(n8n).map((item) => errorItem(n8n, error, item));
}

/**
 * Sends requests with a credential: for an operation, or where no item is at work, as for a list in
 * the editor or a trigger.
 *
 * n8n ends a request with the signal of whoever asks, which is that of the whole execution (n8n-core,
 * httpRequestWithAuthentication, 1.85 to 2.41). One part has to end without the others, so each request is
 * asked for by a context whose signal is its own.
 *
 * @param prepared the request as n8n prepared it, with what is set in Request Options
 */
export function sendWith(
	n8n: IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions,
	credential: string,
	prepared: Partial<IHttpRequestOptions> = {},
): Send {
	return async (options) => {
		const timeout = prepared.timeout ?? TIMEOUT_WITHOUT_ITEM_MS;
		const request = { ...prepared, timeout, ...options, returnFullResponse: true };
		const asking = Object.create(n8n, {
			getExecutionCancelSignal: { value: () => options.abortSignal },
		}) as typeof n8n;
		const { httpRequestWithAuthentication } = n8n.helpers;
		const answering = httpRequestWithAuthentication.call(asking, credential, request);
		return (await withinTime(answering, timeout + GRACE_MS)) as Answer;
	};
}

/**
 * The item of something that went wrong, where the workflow goes on: what happened in `error`, what
 * to do in `message`.
 *
 * n8n recognises it by these two fields alone (or by `error` alone) and sends it to the Error output,
 * with its input item's fields where it is paired. A third name, `details`, counts since 2.34 only
 * (n8n-core, handleNodeErrorOutput). On the regular output nobody adds those fields, and without them
 * nothing tells what the item is about.
 *
 * @param about fields for the regular output; the input item's own when left out
 */
export function errorItem(
	n8n: IExecutePaginationFunctions,
	{ message, description }: NodeApiError | NodeOperationError,
	item: number,
	about: IDataObject = inputItems(n8n)[item]?.json,
): INodeExecutionData {
	const told = description ? { error: message, message: description } : { error: message };
	const isForErrorOutput = n8n.getNode().onError === 'continueErrorOutput';
	const json = isForErrorOutput ? told : { ...about, ...told };
	return { json, pairedItem: { item } };
}

function notTooMany(
	n8n: IExecutePaginationFunctions,
	items: INodeExecutionData[],
): INodeExecutionData[] {
	if (items.length <= MOST_RESULTS) return items;
	throw inputFault(
		n8n,
		'There are more results than n8n takes at once',
		`n8n takes up to ${MOST_RESULTS.toLocaleString('en')} items for one input item from a node like this, and there are ${items.length.toLocaleString('en')}. Narrow them with 'Filters', or set 'Limit'.`,
	);
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
