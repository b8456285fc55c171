import type {
	ICredentialDataDecryptedObject,
	ICredentialsHelper,
	ICredentialType,
	IHttpRequestOptions,
} from 'n8n-workflow';

/**
 * Hands the given credentials out and lets the real credential types sign requests, as n8n's own
 * helper does (n8n, credentials-helper).
 */
export function credentialsHelper(
	types: ICredentialType[],
	data: Record<string, ICredentialDataDecryptedObject>,
): ICredentialsHelper {
	const typeOf = (name: string) => types.find((type) => type.name === name)!;
	const helper: Partial<ICredentialsHelper> = {
		getParentTypes: (name) => typeOf(name).extends ?? [],
		isCredentialUsableByNode: () => true,
		getDecrypted: async (_additionalData, _details, type) => withDefaults(typeOf(type), data[type]),
		preAuthentication: async () => undefined,
		runPreAuthentication: async () => undefined,
		getCredentialsProperties: (type) => typeOf(type).properties,
		updateCredentialsOauthTokenData: async (_details, type, changed) => {
			data[type] = { ...data[type], ...changed };
		},
		authenticate: async (credentials, type, options) => {
			const { authenticate } = typeOf(type);
			if (typeof authenticate !== 'function') return options as IHttpRequestOptions;
			return await authenticate(credentials, options as IHttpRequestOptions);
		},
	};
	return helper as ICredentialsHelper;
}

function withDefaults(type: ICredentialType, data: ICredentialDataDecryptedObject) {
	const defaults = type.properties.map(({ name, default: value }) => [name, value]);
	return { ...Object.fromEntries(defaults), ...data } as ICredentialDataDecryptedObject;
}
