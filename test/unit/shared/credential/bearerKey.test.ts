import { bareKey, withBearer } from '../../../../nodes/shared/credential/bearerKey';

const credentials = { apiKey: 'dataset-1', baseUrl: 'https://host/v1' };

describe('withBearer', () => {
	test('resolves a relative address against the Base URL and adds the key', () => {
		const request = { url: '/datasets', baseURL: 'https://other', headers: { Accept: '*/*' } };
		expect(withBearer(credentials, request, '/v1')).toEqual({
			url: 'https://host/v1/datasets',
			baseURL: undefined,
			headers: { Accept: '*/*', Authorization: 'Bearer dataset-1' },
		});
	});

	test.each([
		'https://other/v1/datasets',
		'http://host/v1/datasets',
		'https://host:444/v1/datasets',
		'https://sub.host/v1/datasets',
		'https://host.evil.example/v1',
	])('gives the key, and headers for the service, to no other origin: %s', (url) => {
		const signed = withBearer(credentials, { url }, '/v1', { 'x-auth-key': 'user' });
		expect(signed.url).toBe(url);
		expect(signed.headers).toBeUndefined();
	});

	test('adds headers for the service at its own origin', () => {
		const url = 'https://host/files/1';
		const { headers } = withBearer(credentials, { url }, '/v1', { 'x-auth-key': 'user' });
		expect(headers).toEqual({ 'x-auth-key': 'user', Authorization: 'Bearer dataset-1' });
	});

	test("'Ignore SSL Issues' switches the check of certificates off", () => {
		const ignoring = { ...credentials, ignoreSslIssues: true };
		const url = '/datasets';
		expect(withBearer(ignoring, { url }, '/v1').skipSslCertificateValidation).toBe(true);
		expect(withBearer(credentials, { url }, '/v1').skipSslCertificateValidation).toBeUndefined();
	});

	test('a Base URL that is no address gets no key', () => {
		const signed = withBearer({ ...credentials, baseUrl: '' }, { url: '/datasets' }, '/v1');
		expect(signed.headers).toBeUndefined();
	});
});

test.each([
	['dataset-1', 'dataset-1'],
	[' dataset-1\n', 'dataset-1'],
	['Bearer dataset-1', 'dataset-1'],
	['bearer   dataset-1 ', 'dataset-1'],
	[undefined, ''],
	[null, ''],
])('the key of %j is %j', (pasted, key) => {
	expect(bareKey(pasted)).toBe(key);
});
