import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';

import { started } from '../concurrency';
import { pause } from '../pause';
import { preparedRequest, readBatching } from './requestOptions';
import { itemsOf, onlyItself, type CoveredItems, type Operation } from './routing';

/** An operation as n8n calls it beside its declarative engine: once, for all input items. */
export type CustomOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/**
 * Runs an operation beside n8n's declarative engine, which prepares a request for every input item, and
 * takes no more than some 120,000 items for one. n8n calls it where the node runs by itself (n8n-core,
 * getCustomOperation, 1.85 to 2.41); where an agent calls the node, the operation's routing is what runs.
 *
 * @param credential the name of the node's credential
 * @param coveredItems the input items that the work for one stands for: of these, that one alone is
 *   worked on; only itself when left out
 */
export function customOperation(
	operation: Operation,
	credential: string,
	coveredItems?: CoveredItems,
): CustomOperation {
	return async function () {
		const { size, pauseMs } = readBatching(contextOf(this, 0));
		const running: Array<Promise<INodeExecutionData[]>> = [];
		const notices: string[] = [];
		const tell = (notice: string) => notices.push(notice);
		for (const n8n of contextsToWorkOn(this, coveredItems)) {
			const item = n8n.getItemIndex();
			if (item > 0 && item % size === 0) await pause(pauseMs, n8n.getExecutionCancelSignal());
			const work = async () => {
				const prepared = preparedRequest(n8n, await n8n.getCredentials(credential));
				return await operation({ n8n, prepared, tell });
			};
			running.push(started(itemsOf(n8n, work, coveredItems)));
		}
		// As with n8n's engine, all have ended when one of them is told to have gone wrong.
		await Promise.allSettled(running);
		const items = (await Promise.all(running)).flat();
		if (notices.length > 0) this.addExecutionHints(hintOf(notices));
		return [items];
	};
}

/** Those of the input items, but not of ones that an earlier one stands for. */
function* contextsToWorkOn(
	n8n: IExecuteFunctions,
	coveredItems: CoveredItems = onlyItself,
): Generator<IExecutePaginationFunctions> {
	const covered = new Set<number>();
	for (let item = 0; item < n8n.getInputData().length; item++) {
		if (covered.has(item)) continue;
		const context = contextOf(n8n, item);
		for (const other of coveredItems(context)) covered.add(other);
		yield context;
	}
}

/** One for all input items: n8n's editor would show hundreds of them, one below the other. */
function hintOf([first, ...others]: string[]): NodeExecutionHint {
	const likewise = others.length > 0 ? ` Likewise for other input items: ${others.length}.` : '';
	return { message: first + likewise, location: 'outputPane' };
}

/** n8n's context of a whole node as that of one input item, as far as operations use it. */
function contextOf(n8n: IExecuteFunctions, item: number): IExecutePaginationFunctions {
	const parameter = (name: string, fallback?: unknown) =>
		n8n.getNodeParameter(name, item, fallback);
	const credentials = async (type: string) => await n8n.getCredentials(type, item);
	return Object.create(n8n, {
		getItemIndex: { value: () => item },
		getNodeParameter: { value: parameter },
		getCredentials: { value: credentials },
	}) as IExecutePaginationFunctions;
}
