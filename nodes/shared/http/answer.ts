import type { IDataObject } from 'n8n-workflow';

/** The body of an answer: a Node stream, read at most once. */
export interface Body extends AsyncIterable<Uint8Array> {
	destroy(reason?: Error): void;
}

/** What n8n hands back for a request with `encoding: 'stream'` and `returnFullResponse`. */
export interface Answer {
	statusCode: number;
	headers: IDataObject;
	body: Body;
}

/** An answer whose body has still to be read. */
export interface OpenAnswer extends Answer {
	/**
	 * Ends the transfer at once. Destroying the body is not enough: n8n's HTTP client hands out a
	 * wrapper that waits for the next chunk before it ends (axios 1.18, enforceMaxContentLength).
	 */
	end(): void;
}

export function header(answer: Answer, name: string): string {
	const value = answer.headers[name];
	return typeof value === 'string' ? value : '';
}

export type ContentKind = 'html' | 'json' | 'zip' | 'other';

/** The kind of content an answer says it carries. Proxies add parameters such as `; charset=utf-8`. */
export function contentKind(answer: Answer): ContentKind {
	const type = header(answer, 'content-type').toLowerCase();
	if (type.includes('html')) return 'html';
	if (type.includes('json')) return 'json';
	return type.includes('zip') || type.includes('octet-stream') ? 'zip' : 'other';
}

/**
 * Reads a body as text, up to a number of bytes; the rest is not fetched.
 *
 * @returns the text, and whether the body went on beyond the limit
 */
export async function readText(
	body: AsyncIterable<Uint8Array>,
	limitBytes: number,
): Promise<{ text: string; cut: boolean }> {
	const chunks: Uint8Array[] = [];
	let bytes = 0;
	for await (const chunk of body) {
		chunks.push(chunk);
		bytes += chunk.length;
		if (bytes > limitBytes) break;
	}
	const cut = bytes > limitBytes;
	const text = Buffer.concat(chunks).subarray(0, limitBytes).toString('utf8');
	return { text, cut };
}
