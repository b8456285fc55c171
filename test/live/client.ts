const LONGEST_WAIT_MS = 120_000;
const MOST_BYTES = 256 * 1024 ** 2;

export interface Request {
	method?: 'GET' | 'POST';
	query?: Record<string, string | number>;
	/** Sent as JSON. */
	body?: unknown;
	/** In place of the client's own headers. */
	headers?: Record<string, string>;
}

/** An answer, read to its end. */
export interface Reply {
	status: number;
	/** Content type without its parameters. */
	type: string;
	headers: Headers;
	bytes: Buffer;
	/** The body where it is a JSON object, else an empty one. */
	json: Record<string, unknown>;
}

/** Asks a service as the nodes do, and follows no redirects, as they do. */
export class LiveClient {
	constructor(
		readonly root: string,
		private readonly headers: Record<string, string>,
	) {}

	/** Asks for a path below the API root. */
	async ask(path: string, request: Request = {}): Promise<Reply> {
		const url = new URL(this.root + path);
		for (const [name, value] of Object.entries(request.query ?? {})) {
			url.searchParams.set(name, String(value));
		}
		const body = request.body === undefined ? undefined : JSON.stringify(request.body);
		const headers = {
			...(request.headers ?? this.headers),
			...(body !== undefined && { 'Content-Type': 'application/json' }),
		};
		const method = request.method ?? 'GET';
		return await readReply(
			await fetch(url, { method, headers, body, redirect: 'manual', signal: bound() }),
		);
	}
}

/** Opens an address without any key. */
export async function open(url: string): Promise<Reply> {
	return await readReply(await fetch(url, { redirect: 'manual', signal: bound() }));
}

/** For example `404 application/json, code not_found`. */
export function told({ status, type, json }: Reply): string {
	const code = typeof json.code === 'string' ? `, code ${json.code}` : '';
	return `${status} ${type || 'without a content type'}${code}`;
}

function bound(): AbortSignal {
	return AbortSignal.timeout(LONGEST_WAIT_MS);
}

async function readReply(response: Response): Promise<Reply> {
	const chunks: Uint8Array[] = [];
	let length = 0;
	for await (const chunk of response.body ?? []) {
		chunks.push(chunk);
		length += chunk.length;
		if (length > MOST_BYTES) throw new Error(`more than ${MOST_BYTES} bytes came`);
	}
	const bytes = Buffer.concat(chunks);
	const type = (response.headers.get('content-type') ?? '').split(';')[0].trim();
	const { status, headers } = response;
	return { status, type, headers, bytes, json: type.endsWith('json') ? parsed(bytes) : {} };
}

function parsed(bytes: Buffer): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(bytes.toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}
