import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { TLSSocket } from 'node:tls';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import { pause } from './pause';

/** What a stand-in sends back. */
export interface Answer {
	status: number;
	headers?: OutgoingHttpHeaders;
	/** Text and bytes get a Content-Length; a stream is sent chunked unless `headers` says how long it is. */
	body?: string | Buffer | (() => Readable);
	/** What goes wrong while the answer is sent. */
	trouble?: Trouble;
	/** Sent by something around the application, so without the headers that it sets everywhere. */
	outsideApplication?: boolean;
}

/** Ways in which the sending of an answer goes wrong. */
export interface Trouble {
	/** Waits before the first byte. */
	delayMs?: number;
	/** Resets the connection instead of answering. */
	resetBeforeHead?: boolean;
	/** Resets the connection after this many bytes of the body. */
	resetAfterBytes?: number;
	/** Closes the connection in good order (FIN) after this many bytes of the body. */
	closeAfterBytes?: number;
	/** Sends nothing more after this many bytes of the body, but keeps the connection. */
	stallAfterBytes?: number;
	/** Sends this many bytes, pauses, and so on. */
	drip?: { bytes: number; everyMs: number };
	/** Sent as it is in place of status, headers and body; the connection is closed after it. */
	raw?: Buffer;
}

/** A JSON answer, in the form in which Flask and Express send it. */
export function json(status: number, value: unknown, headers: OutgoingHttpHeaders = {}): Answer {
	return {
		status,
		headers: { 'Content-Type': 'application/json', ...headers },
		body: JSON.stringify(value),
	};
}

/** An HTML page. */
export function html(status: number, body: string, headers: OutgoingHttpHeaders = {}): Answer {
	return { status, headers: { 'Content-Type': 'text/html; charset=utf-8', ...headers }, body };
}

/** Sends an answer with the trouble it asks for; resolves when it is over or the client is gone. */
export async function deliver(
	answer: Answer,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	const trouble = answer.trouble ?? {};
	const { socket } = request;
	if (trouble.delayMs) await pause(trouble.delayMs);
	if (trouble.resetBeforeHead) return reset(request);
	if (trouble.raw) {
		socket.end(trouble.raw);
		return;
	}

	response.writeHead(answer.status, { ...lengthOf(answer), ...answer.headers });
	if (request.method === 'HEAD' || answer.body === undefined) {
		response.end();
		return;
	}

	const limit = trouble.resetAfterBytes ?? trouble.closeAfterBytes ?? trouble.stallAfterBytes;
	if (limit === undefined && !trouble.drip) return await sendWhole(answer.body, response);

	response.flushHeaders();
	await sendPart(answer.body, response, limit ?? Infinity, trouble.drip);
	if (trouble.resetAfterBytes !== undefined) {
		// A reset that arrives together with bytes is read as an orderly end by libuv.
		await pause(20);
		reset(request);
	} else if (trouble.closeAfterBytes !== undefined) {
		socket.end();
	} else if (trouble.stallAfterBytes === undefined) {
		response.end();
	}
}

function lengthOf(answer: Answer): OutgoingHttpHeaders {
	if (typeof answer.body === 'function') return {};
	return { 'Content-Length': Buffer.byteLength(answer.body ?? '') };
}

async function sendWhole(body: NonNullable<Answer['body']>, response: ServerResponse) {
	if (typeof body !== 'function') {
		response.end(body);
		return;
	}
	// A client that goes away in the middle is nothing to report: the request log shows it.
	await pipeline(body(), response).catch(() => response.destroy());
}

async function sendPart(
	body: NonNullable<Answer['body']>,
	response: ServerResponse,
	limit: number,
	drip?: Trouble['drip'],
) {
	const source = typeof body === 'function' ? body() : Readable.from([Buffer.from(body)]);
	let left = limit;
	for await (const chunk of source) {
		for (const piece of pieces((chunk as Buffer).subarray(0, left), drip?.bytes)) {
			if (response.destroyed) return;
			await write(response, piece);
			if (drip) await pause(drip.everyMs);
		}
		left -= (chunk as Buffer).length;
		if (left <= 0) return;
	}
}

function* pieces(bytes: Buffer, size = bytes.length || 1): Generator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function write(response: ServerResponse, bytes: Buffer): Promise<void> {
	await new Promise<void>((resolve) => {
		response.write(bytes, () => resolve());
	});
}

function reset({ socket }: IncomingMessage) {
	if (socket instanceof TLSSocket) socket.destroy();
	else socket.resetAndDestroy();
}
