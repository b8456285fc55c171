import type { IHttpRequestOptions, INode, Logger } from 'n8n-workflow';

import type { MessageRow } from '../messages/row';
import type { Answer } from './answer';
import type { RepeatPolicy } from './repeatPolicy';

/** Sends one request with the node's credential and answers whatever the status is. */
export type Send = (options: IHttpRequestOptions) => Promise<Answer>;

/** A service as one node run sees it: where it is, how it is asked, and what its answers mean. */
export interface Service {
	/** As people call it, for example `Dify`. */
	name: string;
	/** API root without a slash at its end. */
	root: string;
	ignoreSslIssues: boolean;
	rows: MessageRow[];
	/** Texts that must not appear in any message. */
	secrets: string[];
	/** What kind of key the credential holds, where its form tells. */
	key?: string;
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
