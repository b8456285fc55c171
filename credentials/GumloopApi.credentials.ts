import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { serverFields } from '../nodes/Gumloop/credentialFields';
import { withBearer } from '../nodes/shared/credential/bearerKey';
import { keepsCauses } from '../nodes/shared/credential/keepsCauses';

const NOT_THE_API = "This address answers, but not as Gumloop's API: check Base URL";

const NOT_AVAILABLE = 'Gumloop is there, but is not available right now: try again in a minute';

const NO_FLOWS =
	'Gumloop did not answer with the flows of this user: check API Key, User ID, Team ID and Base URL. If they are right, Gumloop is not available right now: try again in a minute.';

export class GumloopApi implements ICredentialType {
	name = 'gumloopApi';

	displayName = 'Gumloop API';

	icon: Icon = { light: 'file:../icons/gumloop.svg', dark: 'file:../icons/gumloop.dark.svg' };

	documentationUrl =
		'https://github.com/document-downloads/n8n-nodes-document-downloads#gumloop-api';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'You find it in Gumloop under Settings → Profile. Access to the API needs a Pro plan.',
		},
		{
			displayName: 'User ID',
			name: 'userId',
			type: 'string',
			required: true,
			default: '',
			description:
				'The user that the key belongs to, beside the key under Settings → Profile. Gumloop refuses keys without it.',
		},
		{
			displayName: 'Team ID',
			name: 'teamId',
			type: 'string',
			default: '',
			description: "Only for a team's flows and for team keys; leave empty for your own flows",
		},
		...serverFields('ignoreSslIssues'),
	];

	/** Also turns the pasted Base URL into the address of the API, so that the test and the nodes agree. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const userId = String(credentials.userId ?? '').trim();
		const headers = userId === '' ? undefined : { 'x-auth-key': userId };
		return withBearer(credentials, requestOptions, '/api/v1', headers);
	}

	/**
	 * Asks an endpoint that the node uses, because it refuses a key with another user's ID.
	 *
	 * Gumloop's answers do not say in their bodies what is wrong in a way that can be relied on; their
	 * status does. n8n compares the status where it keeps the cause of an error; elsewhere it would
	 * show a sentence of its own, so that there all answers are taken and their body is looked at.
	 */
	test: ICredentialTestRequest = {
		request: {
			url: '/list_saved_items',
			qs: {
				user_id: '={{ $credentials.userId.trim() }}',
				project_id: '={{ $credentials.teamId?.trim() || undefined }}',
			},
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: !keepsCauses(),
		},
		rules: [
			refused(401, 'Gumloop does not accept the API key'),
			refused(
				403,
				'The User ID does not belong to the API key, or the Team ID is not of that user',
			),
			// Where the address leads to a web page, it redirects or has no such page.
			...[301, 302, 307, 308, 404].map((value) => refused(value, NOT_THE_API)),
			...[429, 500, 502, 503, 504].map((value) => refused(value, NOT_AVAILABLE)),
			{
				type: 'responseSuccessBody',
				properties: {
					key: 'saved_items',
					value: undefined,
					message: keepsCauses() ? NOT_THE_API : NO_FLOWS,
				},
			},
		] as ICredentialTestRequest['rules'],
	};
}

function refused(value: number, message: string) {
	return { type: 'responseCode', properties: { value, message } };
}
