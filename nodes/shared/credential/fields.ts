import type { INodeProperties } from 'n8n-workflow';

/** 'Base URL' of a credential. @param preset the service's own address */
export function baseUrlField(
	preset: string,
	placeholder: string,
	description: string,
): INodeProperties {
	return {
		displayName: 'Base URL',
		name: 'baseUrl',
		type: 'string',
		required: true,
		default: preset,
		placeholder,
		description,
	};
}

/**
 * @param name OAuth2 credentials of n8n spell it with capitals
 * @param example why a certificate may not be verified
 */
export function ignoreSslIssuesField(
	name: 'ignoreSslIssues' | 'ignoreSSLIssues',
	example: string,
): INodeProperties {
	return {
		displayName: 'Ignore SSL Issues',
		name,
		type: 'boolean',
		default: false,
		description: `Whether to connect even if the certificate of the server cannot be verified, for example because ${example}`,
	};
}
