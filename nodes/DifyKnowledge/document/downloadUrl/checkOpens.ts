import type { Answer } from '../../../shared/http/answer';
import type { Service } from '../../../shared/http/service';
import { symptomOf } from '../../../shared/http/symptom';
import { withinTime } from '../../../shared/http/withinTime';
import { faultOf, type Fault, type Outcome } from '../../../shared/messages/fault';
import type { ItemContext } from '../../../shared/engine/routing';

/** A signed URL answers at once, or not at all. */
const LONGEST_TIMEOUT_MS = 30_000;
const GRACE_MS = 2_000;
/** Codes for certificates have messages of their own. */
const CERTIFICATE = /CERT|ISSUER|SIGNATURE|SSL|EPROTO/;
/** What Dify 1.14 answers for a file that its storage does not have, and nginx in front of 1.13. */
const FILE_MISSING = [500, 502];

/** Opens a signed URL as far as its head, without any credential: it may lead to another host. */
export async function checkOpens(
	{ n8n, prepared }: ItemContext,
	dify: Service,
	url: string,
): Promise<Outcome<true>> {
	const timeout = Math.min(prepared.timeout ?? LONGEST_TIMEOUT_MS, LONGEST_TIMEOUT_MS);
	const ending = new AbortController();
	const signals = dify.signal ? [dify.signal, ending.signal] : [ending.signal];
	const opening = n8n.helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		skipSslCertificateValidation: dify.ignoreSslIssues,
		proxy: prepared.proxy,
		timeout,
		abortSignal: AbortSignal.any(signals),
	}) as Promise<Answer>;
	const fault = await withinTime(opening, timeout + GRACE_MS).then(
		({ statusCode }) => faultOfStatus(dify, url, statusCode),
		(error: unknown) => faultOfError(dify, url, error),
	);
	ending.abort();
	return fault ? { fault } : { value: true };
}

function faultOfStatus(dify: Service, url: string, status: number): Fault | undefined {
	if (status < 400) return undefined;
	const said = `status ${status}`;
	if (status < 500) return told(dify, url, { symptom: 'FILE_URL_REFUSED', said });
	if (FILE_MISSING.includes(status)) return told(dify, url, { symptom: 'FILE_MISSING', said });
	return told(dify, url, { status });
}

/** Dify 1.13 closes the connection without a head where its storage does not have the file. */
function faultOfError(dify: Service, url: string, error: unknown): Fault {
	const { symptom = '' } = symptomOf(error, dify);
	if (symptom === 'ECONNRESET') return told(dify, url, { symptom: 'FILE_MISSING' });
	const isOwnOrigin = new URL(url).origin === new URL(dify.root).origin;
	const isPlain = isOwnOrigin || CERTIFICATE.test(symptom) || symptom === 'ERR_CANCELED';
	return told(dify, url, { symptom: isPlain ? symptom : 'FILE_HOST_UNREACHABLE' });
}

/** Messages name the origin alone: whoever has the whole URL can open the file. */
function told(
	dify: Service,
	url: string,
	situation: { symptom?: string; status?: number; said?: string },
): Fault {
	return faultOf(dify, { said: '', url: new URL(url).origin, ...situation });
}
