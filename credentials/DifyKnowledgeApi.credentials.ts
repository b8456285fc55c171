import type {
	Icon,
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

import { withBearer } from '../nodes/shared/credential/bearerKey';
import { baseUrlField, ignoreSslIssuesField } from '../nodes/shared/credential/fields';

const KEY_NOT_ACCEPTED =
	"Dify does not accept the API key. It has to be a Knowledge key, which starts with 'dataset-' (in Dify: Knowledge → Service API); keys of apps, 'app-…', do not work.";

const PLUGIN_DAEMON =
	"Dify's plugin service is down or starting, so that knowledge bases cannot be listed. Downloads work all the same";

const NOT_AVAILABLE = 'Dify is there, but is not available right now: try again in a minute';

const NOT_THE_API =
	"This address answers, but not as Dify's API: check Base URL. If it is right, Dify may be starting: try again in a minute";

export class DifyKnowledgeApi implements ICredentialType {
	name = 'difyKnowledgeApi';

	displayName = 'Dify Knowledge API';

	icon: Icon = { light: 'file:../icons/dify.svg', dark: 'file:../icons/dify.dark.svg' };

	documentationUrl =
		'https://github.com/document-downloads/n8n-nodes-document-downloads#dify-knowledge-api';

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
				"A Knowledge key (it starts with 'dataset-'; keys of apps, 'app-…', do not work). You find it in Dify under Knowledge → Service API (top right). It opens every knowledge base of the workspace, unless it was limited to some when it was made; with a limited key, choose knowledge bases by URL or ID.",
		},
		baseUrlField(
			'https://api.dify.ai/v1',
			'e.g. https://dify.example.com/v1',
			"Where Dify's API is: 'https://api.dify.ai/v1' for Dify Cloud, your own address for a self-hosted Dify. '/v1' is added when it is missing.",
		),
		ignoreSslIssuesField('ignoreSslIssues', 'the server signed it itself'),
	];

	/** Also turns the pasted Base URL into the address of the API, so that the test and the nodes agree. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		return withBearer(credentials, requestOptions, '/v1');
	}

	/**
	 * Asks for a knowledge base that does not exist: a key that may list gets a 404 of Dify, a limited
	 * one a 403, and both are right. Statuses as errors would not do: n8n 1.102 to 2.33 does not look at
	 * rules for them (CredentialsTester), so that only bodies are compared.
	 */
	test: ICredentialTestRequest = {
		request: {
			url: '/datasets/00000000-0000-0000-0000-000000000000',
			disableFollowRedirect: true,
			ignoreHttpStatusErrors: true,
		},
		rules: [
			failsWhere('code', 'unauthorized', KEY_NOT_ACCEPTED),
			failsWhere('code', 'invalid_param', PLUGIN_DAEMON),
			...[429, 500, 502, 503, 504].map((status) => failsWhere('status', status, NOT_AVAILABLE)),
			// The page of nginx, which stands in front of Dify: '<html>\r\n<head><title>502 Bad Gateway'.
			failsWhere('21', '5', NOT_AVAILABLE),
			// A text, a page or another service's JSON.
			failsWhere('code', undefined, NOT_THE_API),
		],
	};
}

/** @param key a field of the answer; of a text, the place of a character */
function failsWhere(key: string, value: unknown, message: string) {
	return { type: 'responseSuccessBody' as const, properties: { key, value, message } };
}
