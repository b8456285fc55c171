import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

import { serverFields } from '../nodes/Gumloop/credentialFields';

/**
 * Gumloop's clients are public: PKCE takes the place of a client secret, and the client ID travels
 * in the body of token requests.
 */
export class GumloopOAuth2Api implements ICredentialType {
	name = 'gumloopOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Gumloop OAuth2 API';

	icon: Icon = { light: 'file:../icons/gumloop.svg', dark: 'file:../icons/gumloop.dark.svg' };

	documentationUrl =
		'https://github.com/document-downloads/n8n-nodes-document-downloads#gumloop-oauth2-api';

	properties: INodeProperties[] = [
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'hidden',
			default: 'pkce',
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: 'https://api.gumloop.com/oauth/authorize',
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: 'https://api.gumloop.com/oauth/token',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description:
				"Gumloop hands out client IDs on request: send its support the 'OAuth Redirect URL' that is shown above",
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'hidden',
			typeOptions: { password: true },
			default: '',
		},
		{
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: 'gumloop_api',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'body',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			default: '',
			description:
				'You find it in Gumloop under Settings → Profile. Gumloop wants it, or a Team ID, with every request.',
		},
		{
			displayName: 'Team ID',
			name: 'teamId',
			type: 'string',
			default: '',
			description: "Only for a team's flows; leave empty for your own flows",
		},
		...serverFields('ignoreSSLIssues'),
	];
}
