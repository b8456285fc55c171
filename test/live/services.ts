import { apiRoot } from '../../nodes/shared/credential/baseUrl';
import type { Assumption } from './assumption';
import { LiveClient } from './client';
import { difyAssumptions } from './dify';
import { DifySubject } from './difySubject';
import { gumloopAssumptions } from './gumloop';
import { GumloopSubject } from './gumloopSubject';

/** What a person gives: access, and what is looked at. */
export interface DifyAccess {
	baseUrl: string;
	apiKey: string;
	knowledgeBaseId: string;
	/** A knowledge base of agents. */
	agentKnowledgeBaseId?: string;
}

export interface GumloopAccess {
	baseUrl: string;
	apiKey: string;
	userId: string;
	runId: string;
	/** A flow that may be started. */
	flowToStart?: string;
}

/** A service with what is taken for granted about it. */
export interface Looked {
	name: string;
	assumptions: Assumption[];
	/** What must not be printed, each with the word that stands for it. */
	private: Map<string, string>;
}

export function difyOf(access: DifyAccess): Looked {
	const { baseUrl, apiKey, knowledgeBaseId, agentKnowledgeBaseId: agentId } = access;
	const root = rootOf(baseUrl, '/v1', 'DIFY_BASE_URL');
	const client = new LiveClient(root, { Authorization: `Bearer ${apiKey}` });
	return {
		name: 'Dify',
		assumptions: difyAssumptions(new DifySubject(client, knowledgeBaseId, agentId)),
		private: new Map([
			[apiKey, '(key)'],
			[knowledgeBaseId, '(knowledge base)'],
			...(agentId ? [[agentId, '(agent knowledge base)'] as const] : []),
			[new URL(root).host, '(host)'],
		]),
	};
}

export function gumloopOf({ baseUrl, apiKey, userId, runId, flowToStart }: GumloopAccess): Looked {
	const root = rootOf(baseUrl, '/api/v1', 'GUMLOOP_BASE_URL');
	const headers = { Authorization: `Bearer ${apiKey}`, 'x-auth-key': userId };
	const subject = new GumloopSubject(new LiveClient(root, headers), headers, userId, runId);
	return {
		name: 'Gumloop',
		assumptions: gumloopAssumptions(subject, flowToStart),
		private: new Map([
			[apiKey, '(key)'],
			[userId, '(user)'],
			[runId, '(run)'],
		]),
	};
}

function rootOf(baseUrl: string, versionPath: string, name: string): string {
	const root = apiRoot(baseUrl, versionPath);
	if (!root) throw new Error(`${name} is not a web address.`);
	return root;
}
