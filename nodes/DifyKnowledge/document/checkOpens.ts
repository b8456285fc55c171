import type { IExecutePaginationFunctions } from 'n8n-workflow';

import type { Answer } from '../../shared/http/answer';
import { faultFor } from '../../shared/http/request';
import type { Service } from '../../shared/http/service';
import { symptomOf } from '../../shared/http/symptom';
import type { Outcome } from '../../shared/messages/fault';

/** Codes for certificates have messages of their own; all others mean that the host cannot be reached. */
const CERTIFICATE = /CERT|ISSUER|SIGNATURE|SSL|EPROTO/;

/** Opens a signed URL as far as its head, without any credential: it may lead to another host. */
export async function checkOpens(
	n8n: IExecutePaginationFunctions,
	dify: Service,
	url: string,
): Promise<Outcome<true>> {
	const ending = new AbortController();
	const signals = dify.signal ? [dify.signal, ending.signal] : [ending.signal];
	const opened = n8n.helpers.httpRequest({
		url,
		encoding: 'stream',
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		skipSslCertificateValidation: dify.ignoreSslIssues,
		timeout: 30_000,
		abortSignal: AbortSignal.any(signals),
	}) as Promise<Answer>;
	const { origin } = new URL(url);
	return await opened.then(
		({ statusCode }): Outcome<true> => {
			ending.abort();
			if (statusCode < 400) return { value: true };
			const said = `status ${statusCode}`;
			return { fault: faultFor(dify, { symptom: 'FILE_URL_REFUSED', said, url: origin }) };
		},
		(error: unknown) => {
			const { symptom = '' } = symptomOf(error, dify);
			const isPlain = CERTIFICATE.test(symptom) || symptom === 'ERR_CANCELED';
			const told = { symptom: isPlain ? symptom : 'FILE_HOST_UNREACHABLE', said: '', url: origin };
			return { fault: faultFor(dify, told) };
		},
	);
}
