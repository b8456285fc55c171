import type { OutgoingHttpHeaders } from 'node:http';
import { gzipSync } from 'node:zlib';
import { Readable } from 'node:stream';

import { html, json, type Answer, type Trouble } from './answer';
import type { Call } from './httpServer';

/**
 * Answers in place of the server. `real` gives the answer that the server would have sent, for
 * faults that only change it. The server has not seen the request when `real` is not called.
 */
export type Fault = (real: () => Promise<Answer>, call: Call) => Answer | Promise<Answer>;

/** Sends this answer. */
export function answerWith(
	status: number,
	body: string | Buffer | object = '',
	headers: OutgoingHttpHeaders = {},
): Fault {
	const isText = typeof body === 'string' || Buffer.isBuffer(body);
	return () => (isText ? { status, headers, body } : json(status, body, headers));
}

/** Sends the real answer with this trouble on the way. */
export function deliverWith(trouble: Trouble): Fault {
	return async (real) => ({ ...(await real()), trouble });
}

/** Resets the connection without an answer; the server has not seen the request. */
export function resetBeforeHead(): Fault {
	return () => ({ status: 0, trouble: { resetBeforeHead: true } });
}

/** Closes the connection in good order without an answer. */
export function closeBeforeHead(): Fault {
	return () => ({ status: 0, trouble: { raw: Buffer.alloc(0) } });
}

/** Resets the connection inside the body. */
export function resetInBody(afterBytes: number): Fault {
	return deliverWith({ resetAfterBytes: afterBytes });
}

/** Closes the connection in good order before all of the announced body was sent. */
export function closeInBody(afterBytes: number): Fault {
	return deliverWith({ closeAfterBytes: afterBytes });
}

/** Falls silent inside the body and keeps the connection. */
export function stallInBody(afterBytes: number): Fault {
	return deliverWith({ stallAfterBytes: afterBytes });
}

/** Sends the real body a few bytes at a time. */
export function slowDrip(bytes: number, everyMs: number): Fault {
	return deliverWith({ drip: { bytes, everyMs } });
}

/** Announces `byBytes` more bytes than are sent, then closes the connection. */
export function contentLengthTooLong(byBytes: number): Fault {
	return async (real) => {
		const answer = await real();
		const length = bodyLength(answer);
		return {
			...answer,
			headers: { ...answer.headers, 'Content-Length': length + byBytes, Connection: 'close' },
			trouble: { closeAfterBytes: length },
		};
	};
}

/** Announces `byBytes` fewer bytes than are sent, then closes the connection. */
export function contentLengthTooShort(byBytes: number): Fault {
	return async (real) => {
		const answer = await real();
		const length = Math.max(0, bodyLength(answer) - byBytes);
		return {
			...answer,
			headers: { ...answer.headers, 'Content-Length': length, Connection: 'close' },
		};
	};
}

/** Sends the real body under another content type. */
export function wrongContentType(contentType: string): Fault {
	return changeHeaders({ 'Content-Type': contentType });
}

/** Sends the real answer with these headers on top. */
export function changeHeaders(headers: OutgoingHttpHeaders): Fault {
	return async (real) => {
		const answer = await real();
		return { ...answer, headers: { ...answer.headers, ...headers } };
	};
}

/** A body that never ends, until the client closes the connection. */
export function endlessBody(contentType: string, start = ''): Fault {
	return () => ({
		status: 200,
		headers: { 'Content-Type': contentType },
		body: () => repeated(Buffer.alloc(64 * 1024, 'a'), Infinity, start),
	});
}

/** A page of `bytes` bytes under an error status. */
export function hugeErrorPage(status = 500, bytes = 100 * 1024 * 1024): Fault {
	const block = Buffer.alloc(64 * 1024, '<p>upstream</p>\n');
	return () => ({
		status,
		headers: { 'Content-Type': 'text/html' },
		body: () => repeated(block, Math.ceil(bytes / block.length)),
	});
}

/** A small gzip body that unpacks to `mebibytes` of `fill`. */
export function gzipBomb(contentType = 'application/json', mebibytes = 2048, fill = ' '): Fault {
	// A gzip stream may consist of many members, so that one small member can be repeated.
	const member = gzipSync(Buffer.alloc(16 * 1024 * 1024, fill));
	return () => ({
		status: 200,
		headers: { 'Content-Type': contentType, 'Content-Encoding': 'gzip' },
		body: () => repeated(member, Math.ceil(mebibytes / 16)),
	});
}

/** A head that Node refuses to write, sent past Node: the value goes onto the wire as it is. */
export function rawHeader(name: string, value: string, status = 200, body = ''): Fault {
	const head = [
		`HTTP/1.1 ${status} OK`,
		'Content-Type: application/json',
		`Content-Length: ${Buffer.byteLength(body)}`,
		'Connection: close',
		`${name}: ${value}`,
	].join('\r\n');
	return () => ({ status, trouble: { raw: Buffer.from(`${head}\r\n\r\n${body}`, 'utf8') } });
}

/** Agrees to speak another protocol, as a proxy set up for WebSockets does; nothing follows. */
export function switchingProtocols(): Fault {
	const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade'];
	return () => ({ status: 101, trouble: { raw: Buffer.from(`${head.join('\r\n')}\r\n\r\n`) } });
}

/** A header of `bytes` bytes (default 1 MB), far above what HTTP clients accept. */
export function hugeHeader(bytes = 1024 * 1024): Fault {
	return rawHeader('X-Huge', 'a'.repeat(bytes));
}

/** Redirects to a URL, or to the URL that `to` makes of the request. */
export function redirect(
	status: 301 | 302 | 303 | 307 | 308,
	to: string | ((call: Call) => string),
): Fault {
	return (_real, call) => ({
		status,
		headers: { Location: typeof to === 'string' ? to : to(call) },
		body: '',
	});
}

/** nginx's own page for a server behind it that does not answer. */
export function badGateway(status: 502 | 503 | 504 = 502): Fault {
	const title = {
		502: 'Bad Gateway',
		503: 'Service Temporarily Unavailable',
		504: 'Gateway Time-out',
	};
	const line = `${status} ${title[status]}`;
	return () =>
		html(
			status,
			`<html>\r\n<head><title>${line}</title></head>\r\n<body>\r\n<center><h1>${line}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
			{ Server: 'nginx' },
		);
}

/** 429 as a proxy sends it; `retryAfter` is a number of seconds, a date or absent. */
export function tooManyRequests(retryAfter?: number | Date): Fault {
	const value = retryAfter instanceof Date ? retryAfter.toUTCString() : retryAfter?.toString();
	return answerWith(429, 'Too Many Requests', {
		'Content-Type': 'text/plain',
		...(value === undefined ? {} : { 'Retry-After': value }),
	});
}

function bodyLength({ body, headers }: Answer): number {
	if (typeof body !== 'function') return Buffer.byteLength(body ?? '');
	return Number(headers?.['Content-Length']);
}

function repeated(block: Buffer, times: number, start = ''): Readable {
	return Readable.from(
		(function* () {
			if (start) yield Buffer.from(start);
			for (let i = 0; i < times; i++) yield block;
		})(),
	);
}
