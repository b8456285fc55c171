import { resolveDownloadUrl } from '../../../../../nodes/DifyKnowledge/document/downloadUrl/resolveDownloadUrl';

const root = 'https://dify.example.com:8443/dify/v1';
const path = '/files/1/file-preview?timestamp=2&sign=3%3D';

test.each([
	[path, `https://dify.example.com:8443${path}`],
	[`/${path}`, `https://dify.example.com:8443${path}`],
	[`//${path}`, `https://dify.example.com:8443${path}`],
	[` ${path}\n`, `https://dify.example.com:8443${path}`],
	[`http://api:5001${path}`, `http://api:5001${path}`],
	[`http://api:5001/${path}`, `http://api:5001${path}`],
	[`https://host/sub${path}`, `https://host/sub${path}`],
])('%j leads to %s', (given, url) => {
	expect(resolveDownloadUrl(given, root, false)).toBe(url);
});

test.each([path, `/${path}`, `http://api:5001${path}`, `http://localhost/${path}`])(
	"%j leads to the API's origin when its host is replaced",
	(given) => {
		expect(resolveDownloadUrl(given, root, true)).toBe(`https://dify.example.com:8443${path}`);
	},
);

test.each([undefined, null, 5, '', '  ', 'javascript:alert(1)', 'file:///etc/passwd', 'http://'])(
	'%j is no address',
	(given) => {
		expect(resolveDownloadUrl(given, root, false)).toBeUndefined();
	},
);
