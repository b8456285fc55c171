import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { withBearer } from '../nodes/shared/http/authenticate';

const KEY_NOT_ACCEPTED =
	"Dify does not accept the API key. It has to be a Knowledge key, which starts with 'dataset-' (in Dify: Knowledge → Service API); keys of apps, 'app-…', do not work.";

const NOT_THE_API = "This address answers, but not as Dify's API: check Base URL";

export class DifyKnowledgeApi implements ICredentialType {
	name = 'difyKnowledgeApi';

	displayName = 'Dify Knowledge API';

	icon: Icon = { light: 'file:../icons/dify.svg', dark: 'file:../icons/dify.dark.svg' };

	documentationUrl =
		'https://docs.dify.ai/en/guides/knowledge-base/knowledge-and-documents-maintenance/maintain-dataset-via-api';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. dataset-…',
			description:
				"A Knowledge key (it starts with 'dataset-'; keys of apps, 'app-…', do not work). You find it in Dify under Knowledge → Service API (top right). One key opens every knowledge base of the workspace.",
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			required: true,
			default: 'https://api.dify.ai/v1',
			placeholder: 'e.g. https://dify.example.com/v1',
			description:
				"Where Dify's API is: 'https://api.dify.ai/v1' for Dify Cloud, your own address for a self-hosted Dify. '/v1' is added when it is missing.",
		},
		{
			displayName: 'Ignore SSL Issues',
			name: 'ignoreSslIssues',
			type: 'boolean',
			default: false,
			description:
				'Whether to connect even if the certificate of the server cannot be verified, for example because the server signed it itself',
		},
	];

	/** Also turns the pasted Base URL into the address of the API, so that the test and the nodes agree. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return withBearer(credentials, requestOptions, '/v1');
	}

	test: ICredentialTestRequest = {
		request: { url: '/datasets', qs: { limit: 1 }, disableFollowRedirect: true },
		rules: [
			refused(401, KEY_NOT_ACCEPTED),
			// Where the address leads to Dify's web app, it redirects or has no such page.
			...[301, 302, 307, 308, 404].map((value) => refused(value, NOT_THE_API)),
			{
				type: 'responseSuccessBody',
				properties: { key: 'data', value: undefined, message: NOT_THE_API },
			},
		] as ICredentialTestRequest['rules'],
	};
}

function refused(value: number, message: string) {
	return { type: 'responseCode', properties: { value, message } };
}
