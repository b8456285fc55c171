import { html, json, type Answer } from './answer';

/** Dify's own wording of its error answers; see the table of errors in its API documents. */
export const difyAnswers = {
	accessTokenInvalid: () => problem(401, 'unauthorized', 'Access token is invalid'),
	authorizationMissing: () =>
		problem(401, 'unauthorized', "Authorization header must be provided and start with 'Bearer'"),
	apiNotEnabled: () => problem(403, 'forbidden', 'Dataset api access is not enabled.'),
	rateLimited: () =>
		problem(
			403,
			'forbidden',
			'Sorry, you have reached the knowledge base request rate limit of your subscription.',
		),
	boundElsewhere: () =>
		problem(403, 'forbidden', 'This API key is not authorized for this knowledge base.'),
	planLimit: () =>
		problem(
			403,
			'forbidden',
			'To unlock this feature and elevate your Dify experience, please upgrade to a paid plan.',
		),
	invalidParam: (message: string) => problem(400, 'invalid_param', message),
	badRequest: () =>
		problem(
			400,
			'bad_request',
			'The browser (or proxy) sent a request that this server could not understand.',
		),
	notFound: (message: string) => problem(404, 'not_found', message),
	unsupportedMediaType: () =>
		problem(
			415,
			'unsupported_media_type',
			"Did not attempt to load JSON data because the request Content-Type was not 'application/json'.",
		),
	unknown: () => problem(500, 'unknown', 'Internal Server Error'),
	/** Flask's page for a route that it does not have, e.g. the downloads before 1.13.1. */
	unknownRoute: () =>
		html(
			404,
			'<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.</p>\n',
		),
	/** The web app, which a self-hosted install serves beside the API. */
	webApp: (status = 200) =>
		html(
			status,
			'<!DOCTYPE html><html lang="en-US"><head><title>Dify</title></head><body><div id="__next"></div></body></html>',
		),
};

/** What Flask-RESTX appends to the message of a 404 when other routes look alike. */
export function withSuggestions(message: string, path: string): string {
	const routes = [
		'/v1/datasets/<uuid:dataset_id>/documents/download-zip',
		'/v1/datasets/<uuid:dataset_id>/documents/<uuid:document_id>/download',
		'/v1/datasets/<uuid:dataset_id>/documents/status/<string:action>',
	];
	return `${message} You have requested this URI [${path}] but did you mean ${routes.join(' or ')} ?`;
}

function problem(status: number, code: string, message: string): Answer {
	return json(status, { code, message, status });
}
