import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { isNestedTooDeep } from '../json';
import { faultOf, type Fault, type Outcome } from '../messages/fault';
import type { Situation } from '../messages/row';
import { parseAddress } from './address';
import {
	contentKind,
	header,
	readText,
	type Answer,
	type ContentKind,
	type OpenAnswer,
} from './answer';
import { symptomOf } from './symptom';
import { cancelled, repeating } from './repeat';
import { retryAfterSeconds } from './retryAfter';
import type { Service } from './service';
import { bodyOf } from './stall';

export interface Call {
	method: 'GET' | 'POST';
	/** Below the API root, for example `/items`. */
	path: string;
	qs?: IDataObject;
	body?: IDataObject;
	/** Whether the call may be made again when it is not known whether it arrived. */
	once?: boolean;
}

const MOST_REDIRECTS = 5;
/** Enough for 100 documents with long metadata; what is longer is not an answer of these services. */
const MOST_JSON_BYTES = 16 * 1024 * 1024;
const MOST_BYTES_OF_A_REFUSAL = 64 * 1024;

/**
 * Makes one request and reads the head of the answer; the body is left to the caller.
 *
 * Redirects are followed by hand and only within the origin of the API root, because n8n's HTTP
 * client sends credentials on: older versions always, newer ones unless told otherwise, and headers
 * other than Authorization in every version (n8n-core, getBeforeRedirectFn).
 */
export async function request(
	service: Service,
	call: Call,
	expected: ContentKind[],
): Promise<Outcome<OpenAnswer>> {
	let url = service.root + call.path;
	let qs = call.qs;
	for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
		if (service.signal?.aborted) return { fault: cancelled(service) };
		const outcome = await send(service, call, url, qs);
		if (outcome.fault) return outcome;
		const answer = outcome.value;
		const next = redirectWithin(service, call, answer, url);
		if (next) {
			answer.end();
			url = next;
			qs = undefined;
			continue;
		}
		if (isSuccess(answer) && expected.includes(contentKind(answer))) return outcome;
		return { fault: await refusal(service, answer, url) };
	}
	return { fault: faultOf(service, { url, status: 310, said: 'too many redirects' }) };
}

/** A JSON answer, and how long it was. */
export interface MeasuredJson {
	json: IDataObject;
	characters: number;
}

/** Makes a request, with repeats, and reads its JSON answer. */
export async function requestJson(service: Service, call: Call): Promise<Outcome<IDataObject>> {
	const { value, fault } = await requestMeasuredJson(service, call);
	return fault ? { fault } : { value: value.json };
}

/** The same for answers of which many are kept. */
export async function requestMeasuredJson(
	service: Service,
	call: Call,
): Promise<Outcome<MeasuredJson>> {
	return await repeating(service, call.once ?? false, async () => {
		const outcome = await request(service, call, ['json']);
		if (outcome.fault) return outcome;
		return await readJson(service, outcome.value, service.root + call.path);
	});
}

async function send(
	service: Service,
	call: Call,
	url: string,
	qs: IDataObject | undefined,
): Promise<Outcome<OpenAnswer>> {
	const ending = new AbortController();
	const signals = service.signal ? [service.signal, ending.signal] : [ending.signal];
	const options: IHttpRequestOptions = {
		method: call.method,
		url,
		qs: qs ?? {},
		arrayFormat: 'repeat',
		headers: { ...service.headers, Accept: '*/*' },
		encoding: 'stream',
		ignoreHttpStatusErrors: { ignore: true, except: service.statusesForN8n },
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		abortSignal: AbortSignal.any(signals),
	};
	if (call.body) {
		options.body = call.body;
		options.headers = { ...options.headers, 'Content-Type': 'application/json' };
	}
	if (service.ignoreSslIssues) options.skipSslCertificateValidation = true;
	const end = (answer: Answer) => {
		ending.abort();
		answer.body.destroy();
	};
	return await service.send(options).then(
		(answer) => ({ value: { ...answer, end: () => end(answer) } }),
		(error: unknown) => {
			ending.abort();
			return { fault: faultOf(service, { url, ...symptomOf(error, service) }) };
		},
	);
}

async function readJson(
	service: Service,
	answer: OpenAnswer,
	url: string,
): Promise<Outcome<MeasuredJson>> {
	return await readText(bodyOf(answer), MOST_JSON_BYTES).then(
		({ text, cut }) => {
			if (cut) return { fault: faultOf(service, { url, said: '', symptom: 'TOO_LARGE' }) };
			const value = parseObject(text);
			if (value && isNestedTooDeep(value)) {
				const said = 'JSON nested too deep';
				return { fault: faultOf(service, { ...situationOf(service, answer, url), said }) };
			}
			if (value) return { value: { json: value, characters: text.length } };
			if (/^\s*[{[]/.test(text))
				return { fault: faultOf(service, { url, symptom: 'CUT_JSON', said: '' }) };
			return { fault: faultOf(service, { ...situationOf(service, answer, url), said: text }) };
		},
		(error: unknown) => ({ fault: faultOf(service, { url, ...symptomOf(error, service) }) }),
	);
}

/** What an answer that is not the one hoped for says; of its body only the beginning is read. */
async function refusal(service: Service, answer: OpenAnswer, url: string): Promise<Fault> {
	const said = await readText(bodyOf(answer), MOST_BYTES_OF_A_REFUSAL).then(
		({ text }) => wordsOf(text, contentKind(answer)),
		() => '',
	);
	return faultOf(service, { ...situationOf(service, answer, url), said });
}

function situationOf(service: Service, answer: Answer, url: string): Omit<Situation, 'said'> {
	const target = redirectTarget(answer, url);
	return {
		status: answer.statusCode,
		content: contentKind(answer),
		url,
		version: header(answer, 'x-version') || undefined,
		location: target?.href,
		symptom: target && isWithin(service, target) ? 'REDIRECTED_WITHIN' : undefined,
		retryAfterSeconds: retryAfterSeconds(header(answer, 'retry-after'), Date.now()),
	};
}

/** The service's own words: `error.message`, `error`, `message`, `detail`, a page's title, or the text. */
function wordsOf(text: string, content: ContentKind): string {
	if (content === 'html') return /<title[^<>]*>([^<]*)/i.exec(text)?.[1].trim() ?? '';
	const body = parseObject(text);
	if (!body) return content === 'zip' ? '' : text;
	const { error, message, detail } = body;
	const nested = typeof error === 'object' && error !== null && 'message' in error && error.message;
	const words = [nested, error, message, detail].find((word) => typeof word === 'string');
	return words ?? '';
}

function parseObject(text: string): IDataObject | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as IDataObject) : undefined;
	} catch {
		return undefined;
	}
}

function isSuccess(answer: Answer): boolean {
	return answer.statusCode >= 200 && answer.statusCode < 300;
}

/** Where to go on, when the answer redirects to a place on the same origin and the request may be made there. */
function redirectWithin(
	service: Service,
	call: Call,
	answer: Answer,
	url: string,
): string | undefined {
	const keepsMethod = [307, 308].includes(answer.statusCode);
	const changesToGet = [301, 302, 303].includes(answer.statusCode);
	if (!keepsMethod && !(changesToGet && call.method === 'GET')) return undefined;
	const target = redirectTarget(answer, url);
	return target && isWithin(service, target) ? target.href : undefined;
}

function redirectTarget(answer: Answer, url: string): URL | undefined {
	const location = header(answer, 'location');
	return location === '' ? undefined : parseAddress(location, url);
}

function isWithin(service: Service, { origin }: URL): boolean {
	return origin === new URL(service.root).origin;
}
