import type { INode, JsonObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { parseAddress } from '../http/address';
import { archiveRows } from './archiveRows';
import { connectionRows } from './connectionRows';
import { redact } from './redact';
import { applies, type Advice, type MessageRow, type Situation } from './row';

/** Something that went wrong between n8n and a service, told in the user's words. */
export interface Fault {
	row: string;
	message: string;
	description: string;
	/** The same of a single document or file that was left out, where it reads differently. */
	reason?: string;
	httpCode?: string;
	repeat?: MessageRow['repeat'];
	retryAfterSeconds?: number;
	oneOfMany: boolean;
}

export type Outcome<T> = { value: T; fault?: undefined } | { value?: undefined; fault: Fault };

const SAID_LENGTH = 300;
/** White space, control characters, and what is left of bytes that are no text. */
const UNREADABLE = /[\s\p{Cc}\p{Cf}\p{Cs}\uFFFD]+/gu;

/** What messages have to know of a service. */
export interface Voice {
	/** As people call it. */
	name: string;
	rows: MessageRow[];
	advice: Advice;
	/** Texts that must not appear in what the user reads, whatever the server echoes. */
	secrets: string[];
	/** What kind of key the credential holds, where its form tells. */
	key?: string;
	/** What is worked on, as people call it, where that is known. */
	subject?: () => string | undefined;
}

/** Looks a situation up in a service's table of messages, then among the rows for connections. */
export function faultOf(voice: Voice, situation: Omit<Situation, 'key'>): Fault {
	const { name: service, rows, advice, secrets, key } = voice;
	const row = [...rows, ...archiveRows, ...connectionRows].find((candidate) =>
		applies(candidate, { ...situation, key }),
	)!;
	const fill = (text: string) =>
		text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
	const values: Record<string, string | undefined> = {
		...advice,
		service,
		host: hostOf(situation.url),
		location: situation.location,
		version: situation.version,
	};
	return {
		row: row.id,
		message: fill(row.message),
		description: redact(fill(row.description), secrets) + detail(voice, situation),
		reason: row.reason,
		httpCode: situation.status?.toString(),
		repeat: row.repeat,
		retryAfterSeconds: situation.retryAfterSeconds,
		oneOfMany: row.oneOfMany ?? false,
	};
}

/** A fault as the error that n8n shows and stores: it carries the two texts and the status, nothing else. */
export function toNodeApiError(node: INode, fault: Fault, itemIndex?: number): NodeApiError {
	return new NodeApiError(node, {} as JsonObject, {
		message: fault.message,
		description: fault.description,
		httpCode: fault.httpCode ?? 'none',
		itemIndex,
	});
}

/** Secrets go before the text is cut, so that not even a part of one is left. */
function detail(
	{ name: service, secrets, subject }: Voice,
	{ status, said, symptom, url }: Situation,
): string {
	const clean = redact(said, secrets).replace(UNREADABLE, ' ').trim();
	const words = clean.slice(0, SAID_LENGTH);
	const about = subject?.();
	const asked = redact(about ? `${url}, ${about}` : url, secrets);
	if (status !== undefined) {
		return ` (${service} answered ${status}${words ? `: ${words}` : ''}; asked for ${asked})`;
	}
	return ` (${[symptom, words].filter(Boolean).join(': ')}; asked for ${asked})`;
}

function hostOf(url: string): string {
	return parseAddress(url)?.host ?? url;
}
