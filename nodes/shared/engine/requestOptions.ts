import type { IDataObject, IExecutePaginationFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { parseAddress } from '../http/address';
import { isObject } from '../json';
import { inputFault } from '../parameters/inputFault';

const DEFAULT_TIMEOUT_MS = 300_000;

/**
 * A request as n8n's declarative engine prepares it out of Request Options and the credential's Allowed
 * Domains (n8n-core, RoutingNode), for what runs without that engine.
 */
export function preparedRequest(
	n8n: IExecutePaginationFunctions,
	credential: IDataObject,
): Partial<IHttpRequestOptions> {
	const { proxy, timeout, allowUnauthorizedCerts } = requestOptions(n8n);
	const prepared: Partial<IHttpRequestOptions> = {
		timeout: typeof timeout === 'number' && timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS,
	};
	if (proxy) prepared.proxy = readProxy(n8n, String(proxy));
	if (allowUnauthorizedCerts === true) prepared.skipSslCertificateValidation = true;
	if (credential.allowedHttpRequestDomains === 'domains') {
		prepared.allowedDomains = readAllowedDomains(n8n, credential);
	}
	return prepared;
}

/** 'Batching' of Request Options: after how many input items to wait for how long. */
export function readBatching(n8n: IExecutePaginationFunctions): { size: number; pauseMs: number } {
	const { batching } = requestOptions(n8n);
	const batch = isObject(batching) && isObject(batching.batch) ? batching.batch : {};
	return {
		size: Math.max(Number(batch.batchSize) || 1, 1),
		pauseMs: Number(batch.batchInterval) || 0,
	};
}

function requestOptions(n8n: IExecutePaginationFunctions): IDataObject {
	return n8n.getNodeParameter('requestOptions', {}) as IDataObject;
}

function readProxy(n8n: IExecutePaginationFunctions, text: string): IHttpRequestOptions['proxy'] {
	const address = parseAddress(text);
	if (!address?.hostname) {
		throw inputFault(
			n8n,
			"'Proxy' in Request Options is not an address",
			"Enter it with its protocol and port, for example 'http://proxy.example.com:3128'.",
		);
	}
	const { hostname, port, username, password } = address;
	const protocol = address.protocol.replace(':', '');
	return {
		host: hostname.replace(/^\[|\]$/g, ''),
		port: Number(port) || (protocol === 'https' ? 443 : 80),
		protocol,
		...(username && {
			auth: { username: decodeURIComponent(username), password: decodeURIComponent(password) },
		}),
	};
}

function readAllowedDomains(n8n: IExecutePaginationFunctions, credential: IDataObject): string {
	const domains = String(credential.allowedDomains ?? '').trim();
	if (domains) return domains;
	throw inputFault(
		n8n,
		"'Allowed Domains' in the credential is empty",
		"Enter the domain of 'Base URL', or set 'Allowed HTTP Request Domains' to All.",
	);
}
