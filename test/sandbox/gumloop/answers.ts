import { json, type Answer } from '../answer';

/** The form of error bodies; the API documents all three. */
export type ErrorForm = 'nested' | 'text' | 'plain';

/** An error answer of Gumloop. */
export function gumloopError(status: number, message: string, form: ErrorForm = 'nested'): Answer {
	if (form === 'plain') return { status, headers: { 'Content-Type': 'text/plain' }, body: message };
	if (form === 'text') return json(status, { error: message });
	const type = status < 500 ? 'invalid_request_error' : 'server_error';
	return json(status, { error: { code: `${status}`, message, type } });
}
