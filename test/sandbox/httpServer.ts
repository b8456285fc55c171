import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { deliver, type Answer } from './answer';

/** One request as a stand-in received it, kept for tests to look at. */
export interface LoggedRequest {
	/** Name of the endpoint that the request was meant for, e.g. `downloadZip`. */
	endpoint: string;
	method: string;
	path: string;
	query: Record<string, string>;
	/** Header names are lower case. */
	headers: IncomingHttpHeaders;
	body: string;
	/** Milliseconds since 1970 at which the request arrived. */
	at: number;
	/** Milliseconds since 1970 at which the answer was over; undefined while it is being sent. */
	until?: number;
	/** Status of the answer; undefined while there is none. */
	status?: number;
	/** Whether the connection closed before the whole answer was sent. */
	brokenOff?: boolean;
}

/** A request with its parsed address, as the handler of a stand-in sees it. */
export interface Call {
	log: LoggedRequest;
	url: URL;
	body: Buffer;
}

export interface HttpServerOptions {
	/** 0 (default): any free port. */
	port?: number;
	/** Key and certificate in PEM form; with them the server speaks HTTPS. */
	tls?: { key: string; cert: string };
	/** Answers a request; it also fills in `call.log.endpoint`. */
	answer: (call: Call) => Promise<Answer>;
}

export interface HttpServer {
	/** e.g. `http://127.0.0.1:40123`, without a slash at the end. */
	origin: string;
	port: number;
	requests: LoggedRequest[];
	/** Ends every connection and frees the port. */
	close: () => Promise<void>;
}

/** Starts an HTTP(S) server on 127.0.0.1 that logs each request and sends what `answer` returns. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
	const requests: LoggedRequest[] = [];
	const server = options.tls ? createTlsServer(options.tls) : createServer();

	// Longer than any pause of a client between two requests: a connection is never closed on it.
	server.keepAliveTimeout = 120_000;
	server.on('request', (request, response) => {
		const handle = async () => {
			const call = await readCall(request);
			requests.push(call.log);
			response.once('close', () => {
				call.log.until = Date.now();
				call.log.brokenOff = !response.writableFinished;
			});
			const answer = await options.answer(call);
			call.log.status = answer.status || undefined;
			await deliver(answer, request, response);
		};
		handle().catch(() => request.socket.destroy());
	});

	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(options.port ?? 0, '127.0.0.1', resolve);
	});
	const { port } = server.address() as AddressInfo;

	return {
		origin: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
		port,
		requests,
		close: async () =>
			await new Promise<void>((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function readCall(request: IncomingMessage): Promise<Call> {
	const at = Date.now();
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk as Buffer);
	const body = Buffer.concat(chunks);
	// Prefixing keeps a path that begins with two slashes from being read as a host.
	const url = new URL(`http://stand-in${request.url ?? '/'}`);

	return {
		url,
		body,
		log: {
			endpoint: 'unknown',
			method: request.method ?? 'GET',
			path: url.pathname,
			query: Object.fromEntries(url.searchParams),
			headers: request.headers,
			body: body.toString('utf8'),
			at,
		},
	};
}
