import type { INodeParameters } from 'n8n-workflow';

import type { DifyStandIn } from '../../sandbox/dify/server';
import type { KnowledgeBase } from '../../sandbox/dify/knowledgeBase';
import type { LoggedRequest } from '../../sandbox/httpServer';
import { startTcpProxy, type TcpProxy } from '../../sandbox/tcpProxy';
import type { DifyBench } from '../engine/dify';
import { onFakeClock } from '../engine/fakeClock';
import { bytesOf, type Result } from '../engine/run';
import { textsOf } from '../engine/zip';

/** Adds a knowledge base of so many short texts, `d0.txt` and so on. */
export function addTexts(
	dify: DifyStandIn,
	count: number,
	spoil: Record<number, object> = {},
): KnowledgeBase {
	const documents = Array.from({ length: count }, (_, i) => ({
		name: `d${i}.txt`,
		content: `text of d${i}`,
		...spoil[i],
	}));
	return dify.addKnowledgeBase({ name: 'Texts', documents });
}

/** Adds a knowledge base of so many pages without an original. */
export function addPages(dify: DifyStandIn, count: number): KnowledgeBase {
	const page = { dataSourceType: 'notion_import' };
	return addTexts(dify, count, Array<object>(count).fill(page));
}

/** Parameters of Download ZIP, all documents in the order of their making. */
export function zipOf(knowledgeBase: KnowledgeBase, options: object = {}): INodeParameters {
	return {
		operation: 'downloadZip',
		knowledgeBaseId: {
			__rl: true,
			mode: 'list',
			value: knowledgeBase.id,
			cachedResultName: 'Texts',
		},
		selection: 'ids',
		documentIds: knowledgeBase.documents.map(({ id }) => id),
		options,
	} as INodeParameters;
}

/** Runs on a clock that goes forward by itself, so that pauses take no time. */
export async function runFast(
	bench: DifyBench,
	...run: Parameters<DifyBench['run']>
): Promise<Result> {
	return await onFakeClock([bench.dify], async () => await bench.run(...run));
}

/** The same where an answer never ends: the clock does not wait for the server. */
export async function runOverStalls(
	bench: DifyBench,
	...run: Parameters<DifyBench['run']>
): Promise<Result> {
	return await onFakeClock([], async () => await bench.run(...run));
}

/** What a document stands for in the ZIP of `addTexts`. */
export function textsOfDocuments(
	knowledgeBase: KnowledgeBase,
	leftOut: number[] = [],
): Record<string, string> {
	const kept = knowledgeBase.documents.filter((_, i) => !leftOut.includes(i));
	return Object.fromEntries(kept.map(({ name }) => [name, `text of ${name.replace('.txt', '')}`]));
}

export async function zippedTexts(result: Result): Promise<Record<string, string>> {
	return await textsOf(await bytesOf(result.items[0]));
}

/** Ids that a download-zip request asked for. */
export function idsOf({ body }: LoggedRequest): string[] {
	return (JSON.parse(body) as { document_ids: string[] }).document_ids;
}

/** Seconds between the requests of an endpoint. */
export function pausesBetween(requests: LoggedRequest[]): number[] {
	return requests.slice(1).map(({ at }, i) => (at - requests[i].until!) / 1000);
}

/** A TCP proxy in front of the stand-in for the tests of a file. */
export function useProxy(bench: DifyBench): { proxy: TcpProxy; credential: { baseUrl: string } } {
	const used = {} as { proxy: TcpProxy; credential: { baseUrl: string } };
	beforeAll(async () => {
		used.proxy = await startTcpProxy(bench.dify.origin);
		used.credential = { baseUrl: `${used.proxy.origin}/v1` };
	});
	beforeEach(() => used.proxy.faults.clear());
	afterAll(async () => await used.proxy.close());
	return used;
}
