import { connect } from 'node:net';

import { startDify, type DifyStandIn } from '../../sandbox/dify/server';
import { connectionFaults, startTcpProxy, type TcpProxy } from '../../sandbox/tcpProxy';

let dify: DifyStandIn;
let proxy: TcpProxy;

beforeEach(async () => {
	dify = await startDify();
	proxy = await startTcpProxy(dify.origin);
});
afterEach(async () => {
	await proxy.close();
	await dify.close();
});

/** What a client without any HTTP library sees: the bytes, and how the connection ended. */
async function ask(): Promise<{ text: string; end: string }> {
	const port = Number(new URL(proxy.origin).port);
	return await new Promise((resolve) => {
		let text = '';
		const socket = connect(port, '127.0.0.1');
		socket.on('data', (bytes) => (text += bytes.toString('latin1')));
		socket.once('error', (error: NodeJS.ErrnoException) =>
			resolve({ text, end: error.code ?? '' }),
		);
		socket.once('end', () => resolve({ text, end: 'FIN' }));
		socket.write('GET /v1/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
	});
}

describe('TCP proxy', () => {
	it('passes everything on when there is no fault, whatever the size of the pieces', async () => {
		const { text, end } = await ask();
		expect(text).toContain('"welcome":"Dify OpenAPI"');
		expect(end).toBe('FIN');
		proxy.faults.next('any', connectionFaults.drip(50, 1));
		expect((await ask()).text).toContain('"welcome":"Dify OpenAPI"');
	});

	it('resets before the request, before the head, in the head, after the head and in the body', async () => {
		proxy.faults.next('any', connectionFaults.resetBeforeRequest());
		expect(await ask()).toEqual({ text: '', end: 'ECONNRESET' });
		expect(dify.requests).toHaveLength(0);

		proxy.faults.next('any', connectionFaults.resetBeforeHead());
		expect(await ask()).toEqual({ text: '', end: 'ECONNRESET' });
		expect(dify.requests).toHaveLength(1);

		proxy.faults.next('any', connectionFaults.resetInHead(8));
		expect(await ask()).toEqual({ text: 'HTTP/1.1', end: 'ECONNRESET' });

		proxy.faults.next('any', connectionFaults.resetAfterHead());
		const headOnly = await ask();
		expect(headOnly.text).toMatch(/\r\n\r\n$/);
		expect(headOnly.end).toBe('ECONNRESET');

		proxy.faults.next('any', connectionFaults.resetInBody(4));
		const cut = await ask();
		expect(cut.text).toMatch(/\r\n\r\n\{"we$/);
		expect(cut.end).toBe('ECONNRESET');
	});

	it('closes in good order in the body', async () => {
		proxy.faults.next('any', connectionFaults.closeInBody(4));
		const { text, end } = await ask();
		expect(text).toMatch(/\r\n\r\n\{"we$/);
		expect(end).toBe('FIN');
	});

	it('counts requests and not connections, so that a kept connection meets the fault too', async () => {
		proxy.faults.nth('any', 3, connectionFaults.resetBeforeHead());
		const url = `${proxy.origin}/v1/`;
		expect((await fetch(url).then(async (r) => await r.text())).length).toBeGreaterThan(0);
		expect((await fetch(url).then(async (r) => await r.text())).length).toBeGreaterThan(0);
		await expect(fetch(url)).rejects.toThrow('fetch failed');
		expect(proxy.connections()).toBeLessThan(3);
	});

	it('keeps a half-open connection silent until the client gives up', async () => {
		proxy.faults.next('any', connectionFaults.halfOpen());
		const answer = fetch(`${proxy.origin}/v1/`, { signal: AbortSignal.timeout(200) });
		await expect(answer).rejects.toThrow('aborted due to timeout');
	});
});
