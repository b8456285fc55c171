import { DifyKnowledgeApi } from '../../../credentials/DifyKnowledgeApi.credentials';

const credential = new DifyKnowledgeApi();
const property = (name: string) => credential.properties.find((one) => one.name === name)!;

test('the API key is a password', () => {
	expect(property('apiKey').typeOptions?.password).toBe(true);
});

test('the Base URL is that of Dify Cloud unless another is entered', () => {
	expect(property('baseUrl').default).toBe('https://api.dify.ai/v1');
});

test('certificates are checked unless that is switched off', () => {
	expect(property('ignoreSslIssues').default).toBe(false);
});

test('the description tells which key it is, where to find it, and what it opens', () => {
	const { description } = property('apiKey');
	expect(description).toMatch(/Knowledge key .*'dataset-'/);
	expect(description).toContain('Knowledge → Service API');
	expect(description).toContain('every knowledge base of the workspace, unless it was limited');
});

test('a request is addressed and signed', async () => {
	const data = { apiKey: 'dataset-1', baseUrl: ' dify.example.com/ ' };
	expect(await credential.authenticate(data, { url: '/datasets' })).toMatchObject({
		url: 'https://dify.example.com/v1/datasets',
		headers: { Authorization: 'Bearer dataset-1' },
	});
});
