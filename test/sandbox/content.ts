import { createHash } from 'node:crypto';

/**
 * The bytes of a file: given, made by a function when needed, or generated from a seed, so that
 * thousands of documents take no memory. The same seed always gives the same bytes.
 */
export type Content = string | Buffer | (() => Buffer) | GeneratedContent;

/** Bytes that cannot be compressed, the same for the same seed. */
export interface GeneratedContent {
	bytes: number;
	seed: number;
}

/** Larger than the 32 KiB in which DEFLATE looks for repeats, so that it finds none. */
const BLOCK_BYTES = 64 * 1024;

/** The bytes themselves. */
export function bytesOf(content: Content): Buffer {
	if (typeof content === 'function') return content();
	if (typeof content === 'string') return Buffer.from(content, 'utf8');
	if (Buffer.isBuffer(content)) return content;
	return generate(content);
}

/** The number of bytes, without generating them. */
export function lengthOf(content: Content): number {
	if (typeof content === 'string') return Buffer.byteLength(content, 'utf8');
	if (typeof content === 'object' && 'bytes' in content) return content.bytes;
	return bytesOf(content).length;
}

/** A short text that differs whenever the bytes differ. */
export function fingerprint(content: Content): string {
	if (typeof content === 'object' && 'bytes' in content) return `${content.bytes}:${content.seed}`;
	return createHash('sha1').update(bytesOf(content)).digest('hex');
}

function generate({ bytes, seed }: GeneratedContent): Buffer {
	const block = Buffer.allocUnsafe(Math.ceil(Math.min(bytes, BLOCK_BYTES) / 4) * 4);
	let state = seed >>> 0;
	for (let at = 0; at < block.length; at += 4) {
		state = (state + 0x6d2b79f5) >>> 0;
		block.writeInt32LE(mix(state), at);
	}
	return Buffer.alloc(bytes, block);
}

/** The mixing step of the mulberry32 generator (public domain, Tommy Ettinger). */
function mix(state: number): number {
	let t = Math.imul(state ^ (state >>> 15), state | 1);
	t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
	return (t ^ (t >>> 14)) | 0;
}
