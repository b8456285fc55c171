import type {
	IExecuteFunctions,
	IExecutePaginationFunctions,
	INodeExecutionData,
	NodeExecutionHint,
} from 'n8n-workflow';

import { started } from '../concurrency';
import { pause } from '../pause';
import { preparedRequest, readBatching } from './requestOptions';
import { itemsOf, type Operation } from './routing';

/** An operation as n8n calls it beside its declarative engine: once, for all input items. */
export type CustomOperation = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

/**
 * Runs an operation beside n8n's declarative engine, which takes no more than some 120,000 items for
 * one input item. n8n calls it where the node runs by itself (n8n-core, getCustomOperation, 1.85 to
 * 2.41); where an agent calls the node, the operation's routing is what runs.
 *
 * @param credential the name of the node's credential
 */
export function customOperation(operation: Operation, credential: string): CustomOperation {
	return async function () {
		const { size, pauseMs } = readBatching(contextOf(this, 0));
		const running: Array<Promise<INodeExecutionData[]>> = [];
		const notices: string[] = [];
		const tell = (notice: string) => notices.push(notice);
		for (let item = 0; item < this.getInputData().length; item++) {
			const n8n = contextOf(this, item);
			if (item > 0 && item % size === 0) await pause(pauseMs, n8n.getExecutionCancelSignal());
			const work = async () => {
				const prepared = preparedRequest(n8n, await n8n.getCredentials(credential));
				return await operation({ n8n, prepared, tell });
			};
			running.push(started(itemsOf(n8n, work)));
		}
		// As with n8n's engine, all have ended when one of them is told to have gone wrong.
		await Promise.allSettled(running);
		const items = (await Promise.all(running)).flat();
		if (notices.length > 0) this.addExecutionHints(hintOf(notices));
		return [items];
	};
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
