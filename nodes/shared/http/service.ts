import type { IHttpRequestOptions, INode, Logger } from 'n8n-workflow';

import type { Voice } from '../messages/fault';
import type { Answer } from './answer';
import type { RepeatPolicy } from './repeatPolicy';

/** Sends one request with the node's credential and answers whatever the status is. */
export type Send = (options: IHttpRequestOptions) => Promise<Answer>;

/** A service as one node run sees it: where it is, how it is asked, and what its answers mean. */
export interface Service extends Voice {
	/** API root without a slash at its end. */
	root: string;
	ignoreSslIssues: boolean;
	/** Statuses that n8n itself has to see, because it refreshes a token on them. */
	statusesForN8n: number[];
	headers?: Record<string, string>;
	send: Send;
	node: INode;
	logger: Logger;
	repeat: RepeatPolicy;
	/** Ends requests, pauses and transfers. */
	signal?: AbortSignal;
}
