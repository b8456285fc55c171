import type { INodeCredentialDescription, INodeProperties } from 'n8n-workflow';

/** How to sign in; n8n chooses the credential by a parameter of this name. */
export const authenticationField: INodeProperties = {
	displayName: 'Authentication',
	name: 'authentication',
	type: 'options',
	noDataExpression: true,
	default: 'apiKey',
	options: [
		{ name: 'API Key', value: 'apiKey' },
		{ name: 'OAuth2', value: 'oAuth2' },
	],
};

export const credentials: INodeCredentialDescription[] = [
	{
		name: 'gumloopApi',
		required: true,
		displayOptions: { show: { authentication: ['apiKey'] } },
	},
	{
		name: 'gumloopOAuth2Api',
		required: true,
		displayOptions: { show: { authentication: ['oAuth2'] } },
	},
];
