import { Readable } from 'node:stream';

import { contentKind, header, readText, type Answer } from '../../../../nodes/shared/http/answer';

const answer = (headers: Record<string, unknown>) =>
	({ statusCode: 200, headers, body: Readable.from([]) }) as unknown as Answer;

test.each([
	['application/json', 'json'],
	['application/problem+json; charset=utf-8', 'json'],
	['TEXT/HTML; charset=utf-8', 'html'],
	['application/zip', 'zip'],
	['application/x-zip-compressed', 'zip'],
	['application/octet-stream', 'zip'],
	['text/plain', 'other'],
	['', 'other'],
])('content type %j is of kind %s', (type, kind) => {
	expect(contentKind(answer({ 'content-type': type }))).toBe(kind);
});

test('a header that is missing or comes several times is empty', () => {
	expect(header(answer({}), 'x-version')).toBe('');
	expect(header(answer({ 'x-version': ['1', '2'] }), 'x-version')).toBe('');
});

describe('readText', () => {
	test('joins characters that were cut between chunks', async () => {
		const bytes = Buffer.from('日本');
		const body = Readable.from([bytes.subarray(0, 2), bytes.subarray(2)]);
		expect(await readText(body, 100)).toEqual({ text: '日本', cut: false });
	});

	test('a body of just the limit is whole', async () => {
		expect(await readText(Readable.from([Buffer.from('1234')]), 4)).toEqual({
			text: '1234',
			cut: false,
		});
	});

	test('fetches nothing beyond the limit', async () => {
		let sent = 0;
		const endless = Readable.from(
			(function* () {
				for (; sent < 1000; sent++) yield Buffer.alloc(10, 'a');
			})(),
		);
		expect(await readText(endless, 25)).toEqual({ text: 'a'.repeat(25), cut: true });
		expect(endless.destroyed).toBe(true);
		expect(sent).toBeLessThan(50);
	});
});
