import { baseUrlField, ignoreSslIssuesField } from '../shared/credential/fields';

/** Fields of both credentials: where the API is. */
export function serverFields(ignoreSslIssues: 'ignoreSslIssues' | 'ignoreSSLIssues') {
	return [
		baseUrlField(
			'https://api.gumloop.com/api/v1',
			'e.g. https://api.gumloop.com/api/v1',
			"Where Gumloop's API is; change it only for a proxy. '/api/v1' is added when it is missing.",
		),
		ignoreSslIssuesField(ignoreSslIssues, 'a proxy signed it itself'),
	];
}
