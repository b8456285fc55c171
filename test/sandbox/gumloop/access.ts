import type { IncomingHttpHeaders } from 'node:http';

import type { RequestParameters } from './parameters';

/** Who may ask: a personal key, a team key or an OAuth token, each with its own rules. */
interface Access {
	apiKey: string;
	teamKey: string;
	userId: string;
	teamId: string;
	oauth2: { accepts(accessToken: string): boolean };
}

interface Refusal {
	status: number;
	message: string;
}

/** Why a request is not let in by its key or token; undefined where it is. */
export function refusedKey(
	{ apiKey, teamKey, userId, oauth2 }: Access,
	headers: IncomingHttpHeaders,
): Refusal | undefined {
	const key = keyOf(headers);
	if (![apiKey, teamKey].includes(key) && !oauth2.accepts(key)) {
		const message = key ? 'Invalid or expired credentials' : 'Missing credentials';
		return { status: 401, message };
	}
	const authKey = headers['x-auth-key'];
	if (key !== apiKey || authKey === userId) return undefined;
	return {
		status: 403,
		message: authKey ? 'API key does not match the user' : 'User ID is required',
	};
}

/** Why a request is refused for whose flows it asks; undefined where it is not. */
export function refusedOwner(
	{ teamKey, userId, teamId }: Access,
	headers: IncomingHttpHeaders,
	{ user_id, project_id }: RequestParameters,
): Refusal | undefined {
	if (!user_id && !project_id) {
		return { status: 400, message: 'user_id or project_id is required' };
	}
	if (keyOf(headers) === teamKey && !(user_id && project_id)) {
		return { status: 403, message: 'A team key needs project_id together with user_id' };
	}
	if ((user_id && user_id !== userId) || (project_id && project_id !== teamId)) {
		return { status: 403, message: 'API key does not match the user' };
	}
	return undefined;
}

function keyOf({ authorization }: IncomingHttpHeaders): string {
	return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
}
