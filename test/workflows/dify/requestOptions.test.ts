import type { INodeParameters } from 'n8n-workflow';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

import { selfSignedCertificate } from '../../sandbox/certificate';
import { startDify } from '../../sandbox/dify/server';
import { switchingProtocols } from '../../sandbox/faults';
import { manyDocuments } from '../../sandbox/dify/sampleKnowledgeBases';
import { useDify } from '../engine/dify';
import { onFakeClock } from '../engine/fakeClock';

const bench = useDify();

const listOf = (count: number) => ({
	operation: 'list',
	knowledgeBaseId: bench.dify.addKnowledgeBase(manyDocuments(count)).id,
	returnAll: true,
});

/** n8n's declarative engine prepares the requests of the tool; those of the node beside it do the same. */
describe.each([
	['the node', {}],
	['the tool of an agent', { asTool: true }],
])('List as %s', (_name, way) => {
	test.each([
		['the Timeout of Request Options', { timeout: 20_000 }, 20_000],
		['300 seconds when nothing is said', {}, 300_000],
	])('asks again after %s', async (_limit, requestOptions, ms) => {
		bench.dify.faults.next('list', switchingProtocols());
		const parameters = { ...listOf(2), requestOptions };
		const { items } = await onFakeClock([], async () => await bench.run(parameters, way));
		expect(items).toHaveLength(2);
		const [first, second] = bench.asked('list');
		expect(second.at - first.at).toBeGreaterThanOrEqual(ms);
		expect(second.at - first.at).toBeLessThan(ms + 20_000);
	});

	test('goes through Proxy, signed in', async () => {
		const proxy = await startProxy();
		const requestOptions = { proxy: `http://user:p%40ss@${proxy.host}` };
		const { items, error } = await bench.run({ ...listOf(1), requestOptions }, way);
		proxy.close();
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.name)).toEqual(['by the proxy']);
		const [{ url, headers }] = proxy.asked;
		expect(url).toContain(bench.dify.origin);
		const signIn = Buffer.from('user:p@ss').toString('base64');
		expect(headers['proxy-authorization']).toBe(`Basic ${signIn}`);
	});

	test('refuses a Proxy that is none', async () => {
		const parameters = { ...listOf(2), requestOptions: { proxy: 'a proxy' } };
		const { error, items } = await bench.run(parameters, way);
		expect(error?.message).toMatch(/proxy/i);
		expect(items).toEqual([]);
		expect(bench.dify.requests).toEqual([]);
	});

	test('trusts a certificate that nobody signed with Ignore SSL Issues alone', async () => {
		const dify = await startDify({ tls: await selfSignedCertificate() });
		const { id } = dify.addKnowledgeBase(manyDocuments(2));
		const credential = { baseUrl: `${dify.origin}/v1`, apiKey: dify.apiKey };
		const listed = async (requestOptions: INodeParameters) =>
			await bench.run(
				{ operation: 'list', knowledgeBaseId: id, requestOptions },
				{ credential, ...way },
			);
		expect((await listed({ allowUnauthorizedCerts: true })).items).toHaveLength(2);
		expect((await listed({})).error?.message).toContain('certificate');
		await dify.close();
	});

	test('begins so many input items at once as Batching says', async () => {
		const batching = { batch: { batchSize: 2, batchInterval: 60_000 } };
		const parameters = { ...listOf(1), requestOptions: { batching } };
		const items = Array.from({ length: 5 }, () => ({ json: {} }));
		const settings = { items, ...way };
		await onFakeClock([bench.dify], async () => await bench.run(parameters, settings));
		const [first, ...others] = bench.asked('list').map(({ at }) => at);
		const minutes = [first, ...others].map((at) => Math.floor((at - first) / 60_000));
		expect(minutes).toEqual([0, 0, 1, 1, 2]);
	});

	test('asks no other domain than the Allowed Domains of the credential', async () => {
		const allowed = (allowedDomains: string) => ({
			allowedHttpRequestDomains: 'domains',
			allowedDomains,
		});
		const listed = async (domains: string) =>
			await bench.run(listOf(2), { credential: allowed(domains), ...way });
		expect((await listed('127.0.0.1, elsewhere.example')).items).toHaveLength(2);
		bench.dify.requests.length = 0;
		expect((await listed('elsewhere.example')).error).toBeDefined();
		expect((await listed(' ')).error?.message).toMatch(/allowed domains/i);
		expect(bench.dify.requests).toEqual([]);
	});

	test('runs for the first input item alone with Execute Once', async () => {
		const items = [1, 2, 3].map((mark) => ({ json: { mark } }));
		const listed = await bench.run(listOf(2), { items, executeOnce: true, ...way });
		expect(listed.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
	});

	test('reads Request Options anew for every input item', async () => {
		const requestOptions = { proxy: '={{ $json.proxy }}' };
		const items = [{ json: { proxy: 'none' } }, { json: { proxy: '' } }];
		const settings = { items, onError: 'continueErrorOutput' as const, ...way };
		const listed = await bench.run({ ...listOf(1), requestOptions }, settings);
		expect(listed.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(listed.errorItems).toHaveLength(1);
	});
});

/** A proxy that answers by itself. */
async function startProxy() {
	const asked: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		asked.push(request);
		response.setHeader('Content-Type', 'application/json').setHeader('Connection', 'close');
		response.end(JSON.stringify({ data: [{ id: 'x', name: 'by the proxy' }], total: 1 }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return { asked, host: `127.0.0.1:${port}`, close: () => server.close() };
}
