import { apiRoot } from '../../../../nodes/shared/http/baseUrl';

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
	])('%j is no address', (pasted) => {
		expect(apiRoot(pasted, '/v1')).toBeUndefined();
	});

	test('takes the version path of another service', () => {
		expect(apiRoot('https://host', '/api/v1')).toBe('https://host/api/v1');
		expect(apiRoot('https://host/api/v1/', '/api/v1')).toBe('https://host/api/v1');
	});
});
