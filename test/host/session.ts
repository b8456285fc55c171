const ANSWER_WITHIN_MS = 600_000;

export const OWNER = {
	email: 'owner@example.com',
	password: 'Owner-of-this-n8n-1',
	firstName: 'n8n',
	lastName: 'Owner',
};

/** n8n's refusal: first the message and the description that its editor would show. */
export class RefusedRequest extends Error {
	constructor(
		request: string,
		readonly status: number,
		body: string,
	) {
		super(`${errorText(body)}\n(n8n answered ${request} with ${status}.)`.trim());
	}
}

/** Calls of n8n's REST interface, signed in as the owner of the instance. */
export class Session {
	private cookie = '';

	constructor(readonly origin: string) {}

	/** Makes the owner's account on a new instance and signs in. */
	async setUpOwner(): Promise<void> {
		await this.request('POST', '/rest/owner/setup', OWNER);
	}

	async signIn(): Promise<void> {
		const login = { emailOrLdapLoginId: OWNER.email, password: OWNER.password };
		await this.request('POST', '/rest/login', login);
	}

	/** A call of the editor; gives the answer's `data`. */
	async request<T>(method: string, path: string, body?: unknown): Promise<T> {
		const response = await this.send(method, path, body);
		const text = await response.text();
		if (!response.ok) throw new RefusedRequest(`${method} ${path}`, response.status, text);
		return (JSON.parse(text) as { data: T }).data;
	}

	/** Any call in the name of the signed-in user, with n8n's answer as it is. */
	async send(method: string, path: string, body?: unknown): Promise<Response> {
		const request = jsonRequest(method, body);
		const response = await fetch(this.origin + path, {
			...request,
			headers: { ...request.headers, cookie: this.cookie },
			signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
		});
		const [cookie] = response.headers.getSetCookie();
		if (cookie) this.cookie = cookie.split(';')[0];
		return response;
	}
}

/** What `fetch` takes for a request with JSON, or without a body. */
export function jsonRequest(
	method: string,
	body: unknown,
): { method: string; headers: Record<string, string>; body?: string } {
	if (body === undefined) return { method, headers: {} };
	return { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function errorText(body: string): string {
	if (!body.startsWith('{')) return body.slice(0, 500);
	const { message, description } = JSON.parse(body) as { message?: string; description?: string };
	return [message, description].filter(Boolean).join('\n');
}
