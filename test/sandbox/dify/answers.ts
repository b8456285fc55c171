import { html, json, type Answer } from '../answer';

/** Dify's own wording of its error answers; see the table of errors in its API documents. */
export const difyAnswers = {
	accessTokenInvalid: () => unauthorized('Access token is invalid'),
	authorizationMissing: () =>
		unauthorized("Authorization header must be provided and start with 'Bearer'"),
	authorizationOtherScheme: () => unauthorized("Authorization scheme must be 'Bearer'"),
	apiNotEnabled: () => problem(403, 'forbidden', 'Dataset api access is not enabled.'),
	rateLimited: () =>
		problem(
			403,
			'forbidden',
			'Sorry, you have reached the knowledge base request rate limit of your subscription.',
		),
	boundElsewhere: () =>
		problem(403, 'forbidden', 'This API key is not authorized for this knowledge base.'),
	/** Of a key that is limited to some knowledge bases, where a request names none. */
	keyLimited: () =>
		problem(403, 'forbidden', 'This API key is limited to specific knowledge bases.'),
	planLimit: () =>
		problem(
			403,
			'forbidden',
			'To unlock this feature and elevate your Dify experience, please upgrade to a paid plan.',
		),
	invalidParam: (message: string) => problem(400, 'invalid_param', message),
	invalidMetadata: (value: string) =>
		problem(400, 'invalid_metadata', `Invalid metadata value: ${value}`),
	/** Knowledge bases need the plugin service, which is down or starting. */
	pluginDaemonDown: () =>
		problem(
			400,
			'invalid_param',
			'Failed to request plugin daemon, url: plugin/5c0f5a3e-0c05-4f0b-9d49-2d9f6a1f0f3e/management/models',
		),
	/** The embedding model of a knowledge base is not available. */
	providerNotInitialized: () =>
		problem(
			400,
			'provider_not_initialize',
			'No Embedding Model available. Please configure a valid provider in the Settings -> Model Provider.',
		),
	tagsRefused: () =>
		problem(
			400,
			'invalid_param',
			validationText('DatasetListQuery', 'tag_ids', 'Input should be a valid list', 'list_type'),
		),
	badRequest: () =>
		problem(
			400,
			'bad_request',
			'The browser (or proxy) sent a request that this server could not understand.',
		),
	notFound: (message: string) => problem(404, 'not_found', message),
	methodNotAllowed: (allowed: string[]) =>
		withHeaders(
			problem(405, 'method_not_allowed', 'The method is not allowed for the requested URL.'),
			{ Allow: allowed.join(', ') },
		),
	unsupportedMediaType: () =>
		problem(
			415,
			'unsupported_media_type',
			"Did not attempt to load JSON data because the request Content-Type was not 'application/json'.",
		),
	unknown: () => problem(500, 'unknown', 'Internal Server Error'),
	/** A signed URL whose file is missing in the storage, since 1.14.0: what runs the application says it. */
	crashed: (): Answer => ({
		status: 500,
		headers: { 'Content-Type': 'text/plain', Connection: 'close' },
		body: 'Internal Server Error',
		outsideApplication: true,
	}),
	/** The same before 1.14.0: the connection is closed before a head. */
	closedBeforeHead: (): Answer => ({
		status: 0,
		trouble: { raw: Buffer.alloc(0) },
		outsideApplication: true,
	}),
	/** Flask's page for a route that it does not have, e.g. the downloads before 1.13.1. */
	unknownRoute: () =>
		html(
			404,
			'<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n',
		),
	/** The web app, which a self-hosted install serves beside the API. */
	webApp: (status = 200): Answer => ({
		...html(
			status,
			'<!DOCTYPE html><html lang="en-US"><head><title>Dify</title></head><body><div id="__next"></div></body></html>',
		),
		outsideApplication: true,
	}),
};

/** Pydantic's text of several lines about a field. */
export function validationText(model: string, field: string, message: string, type: string) {
	return [
		`1 validation error for ${model}`,
		field,
		`  ${message} [type=${type}]`,
		`    For further information visit https://errors.pydantic.dev/2.11/v/${type}`,
	].join('\n');
}

/** What Flask-RESTX appends to the message of a 404 when the path of a route looks alike. */
export function withSuggestion(message: string, path: string): string {
	const route = '/v1/datasets/<uuid:dataset_id>/documents/download-zip';
	return `${message} You have requested this URI [${path}] but did you mean ${route} ?`;
}

function unauthorized(message: string): Answer {
	return withHeaders(problem(401, 'unauthorized', message), {
		'WWW-Authenticate': 'Bearer realm="api"',
	});
}

/** An error of the API in its JSON form. */
export function problem(status: number, code: string, message: string): Answer {
	return json(status, { code, message, status });
}

function withHeaders(answer: Answer, headers: Answer['headers']): Answer {
	return { ...answer, headers: { ...answer.headers, ...headers } };
}
