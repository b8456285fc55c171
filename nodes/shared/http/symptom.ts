import type { Service } from './service';

interface PossibleFields {
	code?: unknown;
	message?: unknown;
	httpCode?: unknown;
	cause?: unknown;
	context?: { data?: unknown };
}

/** How Node, llhttp, OpenSSL and Zstandard write their codes; a status is a number. */
const CODE = /^[A-Z]\w+$/;
/** Node's codes for damaged Brotli and Zstandard data; for Deflate and gzip it is Z_DATA_ERROR. */
const DAMAGED = /^(ERR__ERROR_|ZSTD_error_)/;

/**
 * What a thrown error tells: the code of the connection that failed, or a status that n8n kept for
 * itself. Nothing else of the error is used, because it holds the request with its credential.
 *
 * n8n 1.102 to 2.33 lose the cause of an error (their ExecutionBaseError declares a field of that
 * name); the code is then left in `httpCode` alone.
 */
export function symptomOf(
	error: unknown,
	service: Pick<Service, 'statusesForN8n' | 'signal'>,
): { symptom?: string; status?: number; said: string } {
	if (service.signal?.aborted) return { symptom: 'ERR_CANCELED', said: '' };
	const chain = causesOf(error);
	const status = chain.map(({ httpCode }) => Number(httpCode)).find(Boolean);
	if (status !== undefined && service.statusesForN8n.includes(status)) return { status, said: '' };
	const codes = chain.flatMap(({ httpCode, code }) => [httpCode, code]).filter(isCode);
	const message = chain.map((link) => link.message).find((text) => typeof text === 'string') ?? '';
	const last = codes.at(-1);
	const code = last && DAMAGED.test(last) ? 'Z_DATA_ERROR' : last;
	// n8n's own words for a timeout of its HTTP client (ECONNABORTED) say 'aborted' too.
	const brokeOff =
		code !== 'ECONNABORTED' && /aborted|socket hang up|premature close/i.test(String(message));
	const symptom = brokeOff ? 'ECONNRESET' : (code ?? 'UNKNOWN');
	return { symptom, said: symptom === 'UNKNOWN' ? String(message) : '' };
}

function causesOf(error: unknown): PossibleFields[] {
	const chain: PossibleFields[] = [];
	for (let link = error; isObject(link) && chain.length < 5; link = link.cause) chain.push(link);
	return chain;
}

function isCode(value: unknown): value is string {
	return typeof value === 'string' && CODE.test(value);
}

function isObject(value: unknown): value is PossibleFields {
	return typeof value === 'object' && value !== null;
}
