import type {
	AuthorizationCode,
	AuthorizationCodeModel,
	Client,
	RefreshToken,
	RefreshTokenModel,
	Token,
	User,
} from '@node-oauth/oauth2-server';

/** Where the library keeps codes and tokens. */
export class TokenMemory implements AuthorizationCodeModel, RefreshTokenModel {
	readonly tokens = new Map<string, Token>();
	readonly refreshTokens = new Map<string, RefreshToken>();
	private readonly codes = new Map<string, AuthorizationCode>();

	constructor(
		private readonly client: Client,
		private readonly scopes: string[],
	) {}

	async getClient(clientId: string, clientSecret: string | null) {
		// A public client has no secret; one that sends any is misconfigured.
		return clientId === this.client.id && !clientSecret ? this.client : null;
	}

	async validateRedirectUri(redirectUri: string) {
		return /^https?:\/\//.test(redirectUri);
	}

	async validateScope(_user: User, _client: Client, scope?: string[]) {
		return scope?.every((one) => this.scopes.includes(one)) ? scope : null;
	}

	async saveAuthorizationCode(
		code: Pick<
			AuthorizationCode,
			| 'authorizationCode'
			| 'expiresAt'
			| 'redirectUri'
			| 'scope'
			| 'codeChallenge'
			| 'codeChallengeMethod'
		>,
		client: Client,
		user: User,
	) {
		const saved = { ...code, client, user };
		this.codes.set(code.authorizationCode, saved);
		return saved;
	}

	async getAuthorizationCode(code: string) {
		return this.codes.get(code);
	}

	async revokeAuthorizationCode(code: AuthorizationCode) {
		return this.codes.delete(code.authorizationCode);
	}

	async saveToken(token: Token, client: Client, user: User) {
		const saved = { ...token, client, user };
		this.tokens.set(token.accessToken, saved);
		if (token.refreshToken) {
			this.refreshTokens.set(token.refreshToken, { ...saved, refreshToken: token.refreshToken });
		}
		return saved;
	}

	async getAccessToken(accessToken: string) {
		return this.tokens.get(accessToken);
	}

	async getRefreshToken(refreshToken: string) {
		return this.refreshTokens.get(refreshToken);
	}

	async revokeToken(token: RefreshToken) {
		return this.refreshTokens.delete(token.refreshToken);
	}

	forget(token: string) {
		this.tokens.delete(token);
		this.refreshTokens.delete(token);
	}
}
