import type { INode } from 'n8n-workflow';

import { faultOf, toNodeApiError } from '../../../../nodes/shared/messages/fault';
import { applies, type MessageRow, type Situation } from '../../../../nodes/shared/messages/row';
import { serviceOf } from '../service';

const url = 'https://dify.example.com:8443/v1/datasets';
const row = (when: MessageRow['when'], more: Partial<MessageRow> = {}): MessageRow => ({
	id: 'row',
	when,
	message: '{service} said no',
	description: "Ask '{host}'.",
	...more,
});

const voice = (rows: MessageRow[], secrets: string[] = []) =>
	serviceOf({ name: 'Dify', rows, secrets });

describe('faultOf', () => {
	test('takes the first row that applies, and fills in service and host', () => {
		const rows = [row({ status: [500] }), row({}, { id: 'second' }), row({}, { id: 'third' })];
		const fault = faultOf(voice(rows), { status: 404, said: ' not\n  here ', url });
		expect(fault).toMatchObject({
			row: 'second',
			message: 'Dify said no',
			description: `Ask 'dify.example.com:8443'. (Dify answered 404: not here; asked for ${url})`,
			httpCode: '404',
			oneOfMany: false,
		});
	});

	test('fills in what the service advises', () => {
		const rows = [row({}, { description: 'To have less, {lessAtATime}.' })];
		const { description } = faultOf(voice(rows), { status: 400, said: '', url });
		expect(description).toMatch(/^To have less, ask for less\. \(/);
	});

	test('tells the code where no answer came', () => {
		const { description, httpCode } = faultOf(voice([row({})]), {
			symptom: 'ECONNREFUSED',
			said: '',
			url,
		});
		expect(description).toBe(`Ask 'dify.example.com:8443'. (ECONNREFUSED; asked for ${url})`);
		expect(httpCode).toBeUndefined();
	});

	test('shows no secret, wherever the server puts it', () => {
		const { description } = faultOf(
			voice([row({}, { description: '{location} {version} {host}' })], ['key-1', '']),
			{
				status: 400,
				said: `${'x'.repeat(290)} key-1 again key-1`,
				url: 'https://host/v1?key=key-1',
				location: 'https://host/key-1',
				version: 'key-1',
			},
		);
		expect(description).not.toMatch(/key-/);
		expect(description).toContain('***');
	});

	describe('shows no secret that the server hands back as', () => {
		const secret = 'dataset-Zm9v+/bar~1';
		const base64 = (text: string) => Buffer.from(text).toString('base64');
		const everyByte = (text: string) =>
			[...Buffer.from(text)].map((byte) => `%${byte.toString(16)}`).join('');

		test.each([
			['base64', base64(secret)],
			['base64 for addresses', Buffer.from(secret).toString('base64url')],
			['Basic', `Basic ${base64(`user:${secret}`)}`],
			['base64 in the middle of letters', `xy${base64(`a${secret}b`)}`],
			['base64 behind letters', `abc${base64(`Bearer ${secret}`)}`],
			['base64 in JSON', `{"authorization":"${base64(secret)}"}`],
			['part of an address', `https://host/?key=${encodeURIComponent(secret)}&a=b`],
			['part of an address in small letters', encodeURIComponent(secret).replace('%2B', '%2b')],
			['part of an address, each letter encoded', `?key=${everyByte(secret)}`],
			['part of an address in an address', encodeURIComponent(encodeURIComponent(secret))],
		])('%s', (_name, form) => {
			const said = `no access: ${form} again`;
			const { description } = faultOf(voice([row({})], [secret]), { status: 401, said, url });
			expect(description).toMatch(/no access: .*\*\*\*.* again/);
			const shown = description.replaceAll('***', '');
			for (const trace of ['dataset-', 'Zm9v', base64(secret).slice(0, 12)]) {
				expect(decodeURIComponent(decodeURIComponent(shown))).not.toContain(trace);
			}
		});

		test.each(['100% of 5 GB', 'https://host/a%20b%', 'c29tZSBvdGhlciB0ZXh0IGluIGJhc2U2NA=='])(
			'nothing else: %s',
			(said) => {
				const { description } = faultOf(voice([row({})], [secret]), { status: 401, said, url });
				expect(description).toContain(`: ${said};`);
			},
		);
	});

	test('shows no bearer token, not even one that is not known here', () => {
		const said =
			'refused Authorization: bearer eyJhbGciOi.JIUzI1NiJ9-abc_d= of the Bearer token kind';
		const { description } = faultOf(voice([row({})]), { status: 401, said, url });
		expect(description).toContain('Authorization: Bearer *** of the Bearer token kind');
	});

	test('shortens what the server says', () => {
		const said = 'long '.repeat(1000);
		const { description } = faultOf(voice([row({})]), { status: 400, said, url });
		expect(description.length).toBeLessThan(500);
	});

	test('hands on what the row and the answer say about repeats', () => {
		const rows = [row({}, { repeat: 'soon', oneOfMany: true })];
		expect(faultOf(voice(rows), { said: '', url, retryAfterSeconds: 7 })).toMatchObject({
			repeat: 'soon',
			oneOfMany: true,
			retryAfterSeconds: 7,
		});
	});
});

test('the error for n8n carries the two texts and the status, and nothing else', () => {
	const fault = faultOf(voice([row({})]), { status: 403, said: 'no', url });
	const error = toNodeApiError({ name: 'Node' } as INode, fault, 2);
	expect(error).toMatchObject({ message: 'Dify said no', httpCode: '403' });
	expect(error.cause).toBeUndefined();
	expect(error.messages).toEqual([]);
});

describe('a row applies when every condition that it gives holds:', () => {
	const situation: Situation = {
		status: 404,
		symptom: 'CODE',
		content: 'html',
		said: 'Not Found',
		url,
		version: '1.13.0',
		key: 'app',
	};

	test.each<[MessageRow['when'], boolean]>([
		[{}, true],
		[{ status: [400, 404] }, true],
		[{ status: [400] }, false],
		[{ symptom: ['CODE'] }, true],
		[{ symptom: ['OTHER'] }, false],
		[{ content: ['json', 'html'] }, true],
		[{ content: ['json'] }, false],
		[{ said: /not found/i }, true],
		[{ said: /gone/ }, false],
		[{ url: /\/datasets$/ }, true],
		[{ url: /\/files$/ }, false],
		[{ key: 'app' }, true],
		[{ key: 'dataset' }, false],
		[{ versionBelow: '1.13.1' }, true],
		[{ versionBelow: '1.13.0' }, false],
		[{ versionBelow: '1.9.0' }, false],
		[{ status: [404], content: ['json'] }, false],
	])('%j: %s', (when, expected) => {
		expect(applies(row(when), situation)).toBe(expected);
	});

	test('what is not known meets no condition', () => {
		const unknown = { said: '', url };
		const conditions = [
			{ status: [404] },
			{ symptom: ['CODE'] },
			{ content: ['html' as const] },
			{ key: 'app' },
			{ versionBelow: '9.0.0' },
		];
		expect(conditions.map((when) => applies(row(when), unknown))).toEqual(Array(5).fill(false));
	});
});
