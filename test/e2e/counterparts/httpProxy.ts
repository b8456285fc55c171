import { createServer, request as httpRequest, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

export interface HttpProxy {
	/** e.g. `http://127.0.0.1:40126`, for HTTP_PROXY and a node's Request Options. */
	origin: string;
	/** The targets asked for, oldest first: a URL, or `host:port` of a tunnel. */
	targets: string[];
	close: () => Promise<void>;
}

/**
 * Starts an HTTP proxy on 127.0.0.1 that forwards requests and opens tunnels (RFC 9110, 9.3.6).
 *
 * It looks for every host on this machine, so that a made-up name such as `dify.test` can only be
 * reached through it.
 */
export async function startHttpProxy(): Promise<HttpProxy> {
	const targets: string[] = [];
	const tunnels = new Set<Socket>();
	const server = createServer((request, response) => {
		targets.push(request.url ?? '');
		forward(request)
			.then((answer) => {
				response.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(response);
			})
			.catch((error: Error) => response.writeHead(502).end(error.message));
	});
	server.on('connect', (request, client: Socket, head: Buffer) => {
		targets.push(request.url ?? '');
		const upstream = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
			upstream.write(head);
			upstream.pipe(client).pipe(upstream);
		});
		for (const socket of [client, upstream]) {
			tunnels.add(socket);
			socket.once('close', () => tunnels.delete(socket));
		}
		client.on('error', () => upstream.destroy());
		upstream.on('error', () => client.destroy());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		targets,
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
				for (const socket of tunnels) socket.destroy();
			}),
	};
}

function forward(request: IncomingMessage): Promise<IncomingMessage> {
	return new Promise((resolve, reject) => {
		const { port, pathname, search } = new URL(request.url ?? '');
		const { method, headers } = request;
		const options = { host: '127.0.0.1', port, path: pathname + search, method, headers };
		request.pipe(httpRequest(options, resolve).on('error', reject));
	});
}
