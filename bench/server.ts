import { startDify, type DifyStandIn } from '../test/sandbox/dify/server';
import type { LoggedRequest } from '../test/sandbox/httpServer';
import { manyDocuments, manyPages } from '../test/sandbox/dify/sampleKnowledgeBases';

/** A knowledge base of equal documents, and how they are asked for. */
export interface Documents {
	count: number;
	/** Size of each. */
	bytes: number;
	/** How many go into one ZIP; its archives are built before anything is measured. */
	perZip?: number;
	/** Pages of which Dify has only the text. */
	areWithoutOriginal?: boolean;
}

/** What the benchmark tells the stand-in's process, and what that answers. */
export type Order =
	| { prepare: Documents }
	| { beginWithLatency: number }
	/** Asks for the requests since the beginning. */
	| { end: true };

export interface PreparedDocuments {
	baseUrl: string;
	apiKey: string;
	knowledgeBaseId: string;
	/** In the order in which Dify lists them: newest first. */
	documentIds: string[];
}

const options = { latencyMs: 0 };

/**
 * The stand-in Dify in a process of its own, so that its work does not count as n8n's: it serves
 * ready-made archives from the disk.
 */
async function serve(): Promise<void> {
	const dify = await startDify(options);
	dify.filesUrl = dify.origin;
	process.on('message', (order: Order) => {
		void carryOut(dify, order).then((answer) => process.send?.(answer));
	});
	process.once('disconnect', () => void dify.close());
	process.send?.('ready');
}

async function carryOut(
	dify: DifyStandIn,
	order: Order,
): Promise<PreparedDocuments | LoggedRequest[]> {
	if ('prepare' in order) return await prepare(dify, order.prepare);
	if ('end' in order) return dify.requests;
	options.latencyMs = order.beginWithLatency;
	return dify.requests.splice(0);
}

async function prepare(
	dify: DifyStandIn,
	{ count, bytes, perZip = 0, areWithoutOriginal }: Documents,
): Promise<PreparedDocuments> {
	const seed = areWithoutOriginal ? manyPages(count, bytes) : manyDocuments(count, bytes);
	const { id, documents } = dify.addKnowledgeBase(seed);
	const listed = [...documents].reverse();
	for (let at = 0; perZip > 0 && at < count; at += perZip) {
		await dify.prepareZip(listed.slice(at, at + perZip));
	}
	return {
		baseUrl: dify.apiRoot,
		apiKey: dify.apiKey,
		knowledgeBaseId: id,
		documentIds: listed.map((document) => document.id),
	};
}

void serve();
