import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';

import { parseAddress } from '../http/address';
import { apiRoot } from './baseUrl';

/**
 * Adds a credential's bearer key to a request for its service, and to no other.
 *
 * A relative URL is resolved against the credential's Base URL, whatever form that was pasted in.
 *
 * @param versionPath how the service's API root ends, for example `/v1`
 * @param headers more headers that only the service may see
 */
export function withBearer(
	credentials: ICredentialDataDecryptedObject,
	request: IHttpRequestOptions,
	versionPath: string,
	headers: Record<string, string> = {},
): IHttpRequestOptions {
	const root = apiRoot(String(credentials.baseUrl ?? ''), versionPath);
	if (!root) return request;
	const url = parseAddress(request.url) ? request.url : root + request.url;
	const addressed: IHttpRequestOptions = { ...request, url, baseURL: undefined };
	if (credentials.ignoreSslIssues === true) addressed.skipSslCertificateValidation = true;
	if (new URL(url).origin !== new URL(root).origin) return addressed;
	const Authorization = `Bearer ${bareKey(credentials.apiKey)}`;
	return { ...addressed, headers: { ...request.headers, ...headers, Authorization } };
}

/** People paste keys with spaces around them, or with the word Bearer from an example. */
export function bareKey(pasted: unknown): string {
	return String(pasted ?? '')
		.trim()
		.replace(/^Bearer\s+/i, '');
}
