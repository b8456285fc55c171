import { apiRoot } from '../../../../nodes/shared/credential/baseUrl';

describe('apiRoot', () => {
	test.each([
		['https://api.dify.ai/v1', 'https://api.dify.ai/v1'],
		['https://api.dify.ai/v1/', 'https://api.dify.ai/v1'],
		['api.dify.ai/v1', 'https://api.dify.ai/v1'],
		['https://api.dify.ai', 'https://api.dify.ai/v1'],
		[' https://api.dify.ai \n', 'https://api.dify.ai/v1'],
		['http://localhost:5001', 'http://localhost:5001/v1'],
		['localhost:5001', 'http://localhost:5001/v1'],
		['127.0.0.1/v1', 'http://127.0.0.1/v1'],
		['[::1]:5001', 'http://[::1]:5001/v1'],
		['dify.internal:8443/v1', 'https://dify.internal:8443/v1'],
		['https://host/dify/v1', 'https://host/dify/v1'],
		['https://host/dify', 'https://host/dify/v1'],
		['https://host//dify///v1//', 'https://host/dify/v1'],
		['https://host/v1?x=1#y', 'https://host/v1'],
		['HTTPS://HOST/v1', 'https://host/v1'],
		['https://host/myv1', 'https://host/myv1/v1'],
		['localhost', 'http://localhost/v1'],
		['LOCALHOST/v1', 'http://localhost/v1'],
		['127.1.2.3', 'http://127.1.2.3/v1'],
		['http://192.168.1.5:5001', 'http://192.168.1.5:5001/v1'],
		['dify_api:5001', 'https://dify_api:5001/v1'],
		['host.docker.internal:5001', 'https://host.docker.internal:5001/v1'],
		['https://host.example./v1', 'https://host.example./v1'],
		['https://münchen.example', 'https://xn--mnchen-3ya.example/v1'],
		['例え.jp/v1', 'https://xn--r8jz45g.jp/v1'],
		['http://host/é', 'http://host/%C3%A9/v1'],
	])('%j becomes %s', (pasted, root) => {
		expect(apiRoot(pasted, '/v1')).toBe(root);
	});

	test.each([
		'',
		' ',
		'https://',
		'two words',
		'https://a b/v1',
		'https://name@host',
		'http://:80',
		'ftp://host',
		'http:/host',
		'https:host/v1',
		'https:\\\\host\\v1',
		'htps://api.dify.ai/v1',
		'https//api.dify.ai/v1',
		'https;//api.dify.ai',
		'"https://api.dify.ai/v1"',
		'<https://api.dify.ai/v1>',
		'https://api.dify.ai,/v1',
		'file:///etc/passwd',
	])('%j is no address', (pasted) => {
		expect(apiRoot(pasted, '/v1')).toBeUndefined();
	});

	test.each([
		'localhost.example.com',
		'localhost5',
		'127.0.0.1.nip.io',
		'127.0.0.1.example.com:5001',
		'[::1].example.com',
	])('the key does not go to %j in clear text: it is not this machine', (pasted) => {
		expect(apiRoot(pasted, '/v1') ?? 'no address').not.toMatch(/^http:/);
	});

	// On Node 20, URL.canParse says so only for the first few thousand times.
	test('an international host name stays an address, however often it is read', () => {
		const roots = Array.from({ length: 20_000 }, () => apiRoot('https://münchen.example', '/v1'));
		expect(new Set(roots)).toEqual(new Set(['https://xn--mnchen-3ya.example/v1']));
	});

	test('takes the version path of another service', () => {
		expect(apiRoot('https://host', '/api/v1')).toBe('https://host/api/v1');
		expect(apiRoot('https://host/api/v1/', '/api/v1')).toBe('https://host/api/v1');
	});
});
