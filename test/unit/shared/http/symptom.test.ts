import { NodeApiError, type INode, type JsonObject } from 'n8n-workflow';

import { symptomOf } from '../../../../nodes/shared/http/symptom';

const service = { statusesForN8n: [401] };
const coded = (code: string, message = '') => Object.assign(new Error(message), { code });
const node = { name: 'Node', type: 'node' } as INode;
const wrapped = (error: Error) => new NodeApiError(node, error as unknown as JsonObject);

test.each(['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED', 'HPE_INVALID_HEADER_TOKEN', 'EPROTO'])(
	'%s is found, also inside what n8n makes of it',
	(code) => {
		expect(symptomOf(coded(code), service)).toEqual({ symptom: code, said: '' });
		expect(symptomOf(wrapped(coded(code)), service)).toEqual({ symptom: code, said: '' });
	},
);

test.each(['ECONNRESET', 'ENOTFOUND', 'DEPTH_ZERO_SELF_SIGNED_CERT'])(
	'%s is found where n8n 1.102 to 2.33 leave it: they lose the cause',
	(code) => {
		const error = Object.assign(wrapped(coded(code)), { cause: undefined });
		expect(symptomOf(error, service)).toEqual({ symptom: code, said: '' });
	},
);

test("a status is no code, and n8n's 'none' is none", () => {
	for (const httpCode of ['503', 'none']) {
		const error = new NodeApiError(node, {}, { httpCode, message: 'x' });
		expect(symptomOf(error, service).symptom).toBe('UNKNOWN');
	}
});

test.each(['socket hang up', 'aborted', 'Premature close'])(
	'a connection that broke off is told by its words: %s',
	(message) => {
		expect(symptomOf(new Error(message), service).symptom).toBe('ECONNRESET');
	},
);

test.each([
	'Z_DATA_ERROR',
	'ERR__ERROR_FORMAT_HUFFMAN_SPACE',
	'ERR__ERROR_FORMAT_PADDING_2',
	'ZSTD_error_corruption_detected',
])('damaged data is told in one way, however it was compressed: %s', (code) => {
	expect(symptomOf(coded(code, 'Decompression failed'), service).symptom).toBe('Z_DATA_ERROR');
});

test("a timeout is one, though n8n's own words for it say 'aborted'", () => {
	const timeout = coded('ECONNABORTED', 'timeout of 100ms exceeded');
	expect(symptomOf(wrapped(timeout), service).symptom).toBe('ECONNABORTED');
});

test('a status that n8n has to see is handed on, any other is not', () => {
	const refused = (httpCode: string) => new NodeApiError(node, {}, { httpCode, message: 'x' });
	expect(symptomOf(refused('401'), service)).toEqual({ status: 401, said: '' });
	expect(symptomOf(refused('500'), service).status).toBeUndefined();
});

test('after cancelling everything is a cancellation', () => {
	const signal = AbortSignal.abort();
	expect(symptomOf(coded('ECONNRESET'), { ...service, signal }).symptom).toBe('ERR_CANCELED');
});

test('what has no code is unknown, with its words', () => {
	expect(symptomOf(new Error('strange'), service)).toEqual({ symptom: 'UNKNOWN', said: 'strange' });
	expect(symptomOf(undefined, service)).toEqual({ symptom: 'UNKNOWN', said: '' });
});

test('errors that cause each other in a circle come to an end', () => {
	const error = coded('EPIPE');
	error.cause = error;
	expect(symptomOf(error, service).symptom).toBe('EPIPE');
});
