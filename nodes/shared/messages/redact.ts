/** A server may echo a token that n8n has refreshed meanwhile: that one shows by what stands before it. */
const BEARER_TOKEN = /\bBearer\s+[\w.~+/=-]{16,}/gi;

/** Long enough to hold a secret in base64, of either alphabet. */
const BASE64 = /[\w+/-]{12,}={0,2}/g;

/** An address in an address is encoded twice. */
const MOST_ENCODINGS = 3;

/** Takes secrets out of a text, also as they stand in an address, or in base64 as in `Basic …`. */
export function redact(text: string, secrets: string[]): string {
	const known = secrets.filter((secret) => secret !== '');
	const plain = withoutEach(text, known);
	return plain
		.replace(/\S+/g, (word) => withoutEncoded(word, known))
		.replace(BASE64, (word) => (holdsInBase64(word, known) ? '***' : word))
		.replace(BEARER_TOKEN, 'Bearer ***');
}

function withoutEach(text: string, secrets: string[]): string {
	return secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
}

/** Where something percent-encoded holds a secret, it is shown decoded, without the secret. */
function withoutEncoded(word: string, secrets: string[]): string {
	let decoded = word;
	for (let times = 0; times < MOST_ENCODINGS && decoded.includes('%'); times++) {
		decoded = decoded.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
			String.fromCharCode(parseInt(hex, 16)),
		);
		const clean = withoutEach(decoded, secrets);
		if (clean !== decoded) return clean;
	}
	return word;
}

/** Letters that do not belong to it may stand before it, so that groups of four begin anywhere. */
function holdsInBase64(word: string, secrets: string[]): boolean {
	return [0, 1, 2, 3].some((start) => {
		const decoded = Buffer.from(word.slice(start), 'base64').toString('latin1');
		return secrets.some((secret) => decoded.includes(secret));
	});
}
