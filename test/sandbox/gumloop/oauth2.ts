import { randomBytes } from 'node:crypto';

import OAuth2Server, { type Client, type Token, type User } from '@node-oauth/oauth2-server';

import { json, type Answer } from '../answer';
import type { Call } from '../httpServer';
import { TokenMemory } from './tokenMemory';

export interface OAuth2Options {
	/** `expires_in` of access tokens, in seconds. */
	accessTokenSeconds?: number;
	scopes?: string[];
}

/**
 * An OAuth2 server for one public client: authorization code with PKCE (S256, mandatory) and
 * refresh tokens. The user is always signed in and approves at once.
 */
export class OAuth2StandIn {
	readonly clientId = 'stand-in-client';
	/** Token requests that succeeded, by grant type. */
	readonly granted = { authorization_code: 0, refresh_token: 0 };
	private readonly accessTokenSeconds: number;
	private readonly client: Client;
	private readonly user: User;
	private readonly model: TokenMemory;
	private readonly server: OAuth2Server;

	constructor(userId: string, options: OAuth2Options = {}) {
		this.accessTokenSeconds = options.accessTokenSeconds ?? 3600;
		this.user = { id: userId };
		this.client = {
			id: this.clientId,
			grants: ['authorization_code', 'refresh_token'],
			// The library wants one here; which URIs are allowed is the model's business.
			redirectUris: ['http://127.0.0.1/'],
		};
		this.model = new TokenMemory(this.client, options.scopes ?? ['gumloop_api', 'userinfo']);
		this.server = new OAuth2Server({
			model: this.model,
			accessTokenLifetime: this.accessTokenSeconds,
			requireClientAuthentication: { authorization_code: false, refresh_token: false },
		});
	}

	/** `GET /oauth/authorize`: redirects back with a code, or with an error. */
	async authorize(call: Call): Promise<Answer> {
		const { url, log } = call;
		const isS256 = url.searchParams.get('code_challenge_method') === 'S256';
		if (!url.searchParams.get('code_challenge') || !isS256) {
			return oauthError('invalid_request', 'PKCE with code_challenge_method S256 is required');
		}
		const response = new OAuth2Server.Response({});
		const request = new OAuth2Server.Request({
			method: log.method,
			headers: log.headers as Record<string, string>,
			query: log.query,
			body: {},
		});
		return await this.run(response, async () => {
			const authenticateHandler = { handle: () => this.user };
			await this.server.authorize(request, response, { authenticateHandler });
		});
	}

	/** `POST /oauth/token`. */
	async token(call: Call): Promise<Answer> {
		const { log } = call;
		if (log.headers.authorization) {
			return oauthError('invalid_client', 'A public client sends client_id in the body', 401);
		}
		const body = Object.fromEntries(new URLSearchParams(log.body));
		const response = new OAuth2Server.Response({});
		const request = new OAuth2Server.Request({
			method: log.method,
			// The library takes a request without this header for one without a body.
			headers: {
				...(log.headers as Record<string, string>),
				'content-length': `${call.body.length}`,
			},
			query: {},
			body,
		});
		return await this.run(response, async () => {
			await this.server.token(request, response);
			this.granted[body.grant_type as keyof typeof this.granted]++;
		});
	}

	/** `POST /oauth/revoke`. */
	revoke(call: Call): Answer {
		this.model.forget(new URLSearchParams(call.log.body).get('token') ?? '');
		return json(200, {});
	}

	/** Whether an API call with this token is let in. */
	accepts(accessToken: string): boolean {
		const expires = this.model.tokens.get(accessToken)?.accessTokenExpiresAt;
		return expires !== undefined && expires.getTime() > Date.now();
	}

	/** Makes every access token that was given out so far expired; refresh tokens stay good. */
	expireAccessTokens(): void {
		for (const token of this.model.tokens.values()) token.accessTokenExpiresAt = new Date(0);
	}

	/** Makes refreshing fail with `invalid_grant` from now on, for the tokens given out so far. */
	revokeRefreshTokens(): void {
		this.model.refreshTokens.clear();
	}

	/** A pair of tokens without the browser's part, as a token endpoint would answer it. */
	async issueTokens(): Promise<{ access_token: string; refresh_token: string }> {
		const token: Token = {
			accessToken: randomBytes(20).toString('hex'),
			accessTokenExpiresAt: new Date(Date.now() + this.accessTokenSeconds * 1000),
			refreshToken: randomBytes(20).toString('hex'),
			scope: ['gumloop_api'],
			client: this.client,
			user: this.user,
		};
		await this.model.saveToken(token, this.client, this.user);
		return { access_token: token.accessToken, refresh_token: token.refreshToken ?? '' };
	}

	private async run(response: OAuth2Server.Response, handle: () => Promise<void>): Promise<Answer> {
		// The library has put the error into the response before it rejects.
		await handle().catch(() => undefined);
		const { status = 500, headers = {}, body } = response;
		if (status === 302) return { status, headers, body: '' };
		return json(status, body ?? { error: 'server_error' }, headers);
	}
}

function oauthError(error: string, description: string, status = 400): Answer {
	return json(status, { error, error_description: description });
}
