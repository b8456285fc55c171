import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { faultOf, type Outcome } from '../messages/fault';
import { contentKind, type Answer, type ContentKind, type OpenAnswer } from './answer';
import { redirectWithin } from './redirect';
import { refusal } from './refusal';
import { cancelled } from './repeat';
import type { Service } from './service';
import { symptomOf } from './symptom';

export interface Call {
	method: 'GET' | 'POST';
	/** Below the API root, for example `/items`. */
	path: string;
	qs?: IDataObject;
	body?: IDataObject;
	/** Whether the call changes something at the service, so that it is never made again. */
	once?: boolean;
}

const MOST_REDIRECTS = 5;

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
		const next = redirectWithin(service, call.method, answer, url);
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

function isSuccess(answer: Answer): boolean {
	return answer.statusCode >= 200 && answer.statusCode < 300;
}
