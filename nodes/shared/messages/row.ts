import type { ContentKind } from '../http/answer';

/** What is known about an answer that is not the one hoped for, or about a connection that failed. */
export interface Situation {
	/** HTTP status; undefined when no answer came. */
	status?: number;
	/** Code of what went wrong where no status tells, for example `ECONNREFUSED`. */
	symptom?: string;
	content?: ContentKind;
	/** What the service said, in its own words; never a whole page. */
	said: string;
	url: string;
	/** The server's version, where it tells. */
	version?: string;
	/** Where the server redirects to. */
	location?: string;
	/** What kind of key the credential holds, where its form tells. */
	key?: string;
	/** Seconds after which the server wants to be asked again. */
	retryAfterSeconds?: number;
}

/** What to do, in the words of a node's own fields, where rows for every service advise it. */
export interface Advice {
	/** How to have less in one answer, as a part of a sentence. */
	lessAtATime: string;
	/** How to get smaller files, as a part of a sentence. */
	smallerFiles: string;
}

/**
 * One row of the table of messages: what the user reads in a situation.
 *
 * Texts may hold `{service}`, `{host}`, `{location}`, `{version}` and the names of `Advice`. n8n
 * replaces messages that contain an error code such as ENOENT, also inside a word (n8n-workflow, NodeError), so names, ids
 * and URLs belong into the description.
 */
export interface MessageRow {
	id: string;
	/** When the row applies: every condition that is given holds. The first row that applies counts. */
	when: {
		status?: number[];
		symptom?: string[];
		content?: ContentKind[];
		said?: RegExp;
		url?: RegExp;
		key?: string;
		versionBelow?: string;
	};
	/** What happened. */
	message: string;
	/** How to get unstuck. */
	description: string;
	/** The same of a single document or file that was left out; the message when not given. */
	reason?: string;
	/**
	 * Whether asking again may help: `briefly` where it seldom does, `afterRateLimit` where it takes the
	 * length of a rate limit's window.
	 */
	repeat?: 'soon' | 'briefly' | 'afterRateLimit';
	/**
	 * Whether a document or file itself is the cause: the one that was asked for, or one of a batch, which
	 * splitting the batch isolates.
	 */
	oneOfMany?: boolean;
}

export function applies({ when }: MessageRow, situation: Situation): boolean {
	const { status, symptom, content, said, url, key, versionBelow } = when;
	return (
		(!status || (situation.status !== undefined && status.includes(situation.status))) &&
		(!symptom || (situation.symptom !== undefined && symptom.includes(situation.symptom))) &&
		(!content || (situation.content !== undefined && content.includes(situation.content))) &&
		(!said || said.test(situation.said)) &&
		(!url || url.test(situation.url)) &&
		(!key || key === situation.key) &&
		(!versionBelow || isBelow(situation.version, versionBelow))
	);
}

/** Whether a version such as `1.13.0` is known and below another. */
function isBelow(version: string | undefined, limit: string): boolean {
	if (!version) return false;
	return version.localeCompare(limit, 'en', { numeric: true }) < 0;
}
