import type {
	IDataObject,
	IExecutePaginationFunctions,
	IHttpRequestOptions,
	ILoadOptionsFunctions,
	IPollFunctions,
} from 'n8n-workflow';

import { bareKey } from '../shared/credential/bearerKey';
import { rootOf } from '../shared/credential/baseUrl';
import {
	defaultRepeatPolicy,
	noRepeats,
	pollRepeatPolicy,
	type RepeatPolicy,
} from '../shared/http/repeatPolicy';
import type { Call } from '../shared/http/request';
import type { Send, Service } from '../shared/http/service';
import { refreshingToken } from '../shared/http/tokenRefresh';
import { parameterOf } from '../shared/parameters/parameter';
import { sendWith, type ItemContext } from '../shared/engine/routing';
import { gumloopAdvice, gumloopRows } from './messages';

const SHORTEST_USER_ID = 8;

type N8n = IExecutePaginationFunctions | ILoadOptionsFunctions | IPollFunctions;

export interface Gumloop extends Service {
	/** Whose flows are meant: `user_id` and `project_id`, which every endpoint wants. */
	owner: IDataObject;
}

/** Gumloop as an operation of the node asks it. */
export async function gumloopFor(
	context: ItemContext,
	repeat: RepeatPolicy = defaultRepeatPolicy,
): Promise<Gumloop> {
	const { n8n, prepared } = context;
	const signal = n8n.getExecutionCancelSignal();
	const send = sendWith(n8n, credentialName(n8n), prepared);
	return await gumloop(n8n, send, n8n.getExecuteData(), { repeat, signal });
}

/** Gumloop as a picker in the editor asks it: nobody waits for repeats there. */
export async function gumloopForPicker(context: ILoadOptionsFunctions): Promise<Gumloop> {
	const send = sendWith(context, credentialName(context));
	return await gumloop(context, send, context, { repeat: noRepeats });
}

/** Gumloop as a trigger asks it: the next poll is a repeat in itself. */
export async function gumloopForTrigger(context: IPollFunctions): Promise<Gumloop> {
	const send = sendWith(context, credentialName(context));
	return await gumloop(context, send, context, { repeat: pollRepeatPolicy });
}

/** A request with the owner in the place where Gumloop looks for it: the query of a GET, the body of a POST. */
export function callTo(
	{ owner }: Gumloop,
	method: Call['method'],
	path: string,
	parameters: IDataObject = {},
): Call {
	const all = { ...owner, ...parameters };
	return method === 'GET' ? { method, path, qs: all } : { method, path, body: all };
}

function credentialName(n8n: N8n): string {
	return parameterOf(n8n, 'authentication') === 'oAuth2' ? 'gumloopOAuth2Api' : 'gumloopApi';
}

async function gumloop(
	context: N8n,
	send: Send,
	run: object,
	bounds: Pick<Service, 'repeat' | 'signal'>,
): Promise<Gumloop> {
	const name = credentialName(context);
	const isOAuth2 = name === 'gumloopOAuth2Api';
	const credential = await context.getCredentials(name);
	const advice = "Gumloop's own is 'https://api.gumloop.com/api/v1'.";
	const root = rootOf(context, credential, '/api/v1', advice);
	const ignoreSslIssues =
		credential.ignoreSslIssues === true || credential.ignoreSSLIssues === true;
	const owner = ownerOf(credential);
	const probe: IHttpRequestOptions = {
		method: 'GET',
		url: `${root}/list_saved_items`,
		qs: owner,
		disableFollowRedirect: true,
		sendCredentialsOnCrossOriginRedirect: false,
		skipSslCertificateValidation: ignoreSslIssues,
		abortSignal: bounds.signal,
	};
	return {
		name: 'Gumloop',
		root,
		ignoreSslIssues,
		rows: gumloopRows,
		advice: gumloopAdvice,
		secrets: secretsOf(credential),
		key: isOAuth2 ? 'oAuth2' : undefined,
		// n8n refreshes an expired token when it sees the 401 itself (n8n-core, requestOAuth2).
		statusesForN8n: isOAuth2 ? [401] : [],
		send: isOAuth2 ? refreshingToken(send, probe, run) : send,
		node: context.getNode(),
		logger: context.logger,
		owner,
		...bounds,
	};
}

/** The User ID is one too: it goes with every request as half of the sign-in (`x-auth-key`). */
function secretsOf({ apiKey, oauthTokenData, userId }: IDataObject): string[] {
	const { access_token, refresh_token } = (oauthTokenData ?? {}) as IDataObject;
	const user = String(userId ?? '').trim();
	// What is shorter was mistyped, and would be found inside ordinary words.
	const isUserId = user.length >= SHORTEST_USER_ID;
	const texts = [bareKey(apiKey), access_token, refresh_token, isUserId && user];
	return texts.filter((text): text is string => typeof text === 'string' && text !== '');
}

function ownerOf({ userId, teamId }: IDataObject): IDataObject {
	const user_id = String(userId ?? '').trim();
	const project_id = String(teamId ?? '').trim();
	return { ...(user_id && { user_id }), ...(project_id && { project_id }) };
}
