import type { Defer } from '../host/script';
import { startDify } from '../sandbox/dify';
import { sampleKnowledgeBase } from '../sandbox/sampleFiles';

/** What the credential needs, and which knowledge base is downloaded (the first one if none is named). */
export interface DemoServer {
	baseUrl: string;
	apiKey: string;
	knowledgeBaseId?: string;
}

/**
 * The Dify that `DIFY_BASE_URL`, `DIFY_API_KEY` and `DIFY_KNOWLEDGE_BASE_ID` name, or else a
 * stand-in on this machine with a small knowledge base of real files.
 */
export async function demoServer(defer: Defer, environment = process.env): Promise<DemoServer> {
	const {
		DIFY_API_KEY: apiKey,
		DIFY_BASE_URL: baseUrl,
		DIFY_KNOWLEDGE_BASE_ID: knowledgeBaseId,
	} = environment;
	if (apiKey && baseUrl) return { apiKey, baseUrl, knowledgeBaseId };
	if (apiKey || baseUrl) {
		throw new Error('To use your own Dify, set both DIFY_API_KEY and DIFY_BASE_URL.');
	}
	const dify = await startDify();
	defer(() => dify.close());
	dify.addKnowledgeBase(sampleKnowledgeBase());
	return { apiKey: dify.apiKey, baseUrl: dify.apiRoot };
}
