import { GumloopApi } from '../../../credentials/GumloopApi.credentials';

const credential = new GumloopApi();
const property = (name: string) => credential.properties.find((one) => one.name === name)!;
const data = { apiKey: 'key', userId: ' user ', baseUrl: ' gumloop.example.com/ ' };

test('the API key is a password', () => {
	expect(property('apiKey').typeOptions?.password).toBe(true);
});

test("the Base URL is Gumloop's own unless another is entered", () => {
	expect(property('baseUrl').default).toBe('https://api.gumloop.com/api/v1');
});

test('certificates are checked unless that is switched off', () => {
	expect(property('ignoreSslIssues').default).toBe(false);
});

test('a User ID has to be entered, a Team ID may be', () => {
	expect(property('userId').required).toBe(true);
	expect(property('teamId').required).toBeUndefined();
});

test('a request is addressed, signed, and carries the User ID', async () => {
	expect(await credential.authenticate(data, { url: '/list_saved_items' })).toMatchObject({
		url: 'https://gumloop.example.com/api/v1/list_saved_items',
		headers: { Authorization: 'Bearer key', 'x-auth-key': 'user' },
	});
});

test('neither key nor User ID go to another host', async () => {
	const request = { url: 'https://elsewhere.example.com/file', headers: { Accept: '*/*' } };
	const { headers } = await credential.authenticate(data, request);
	expect(headers).toEqual({ Accept: '*/*' });
});
