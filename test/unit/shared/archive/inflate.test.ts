import { setImmediate as nextTurn } from 'node:timers/promises';
import { deflateRawSync } from 'node:zlib';

import { inflate } from '../../../../nodes/shared/archive/inflate';
import { bytesOf } from '../../../sandbox/content';
import { collect, inChunks } from './stored';

const MIB = 1024 ** 2;
const noise = (bytes: number) => bytesOf({ bytes, seed: 1 });
const damage = () => new Error('damaged');

describe('Inflating', () => {
	const contents: Array<[string, Buffer]> = [
		['nothing', Buffer.alloc(0)],
		['a short text', Buffer.from('A line of text.\n')],
		['a long text', Buffer.from('A line of text.\n'.repeat(200_000))],
		['zeros', Buffer.alloc(20 * MIB)],
		['noise', noise(2 * MIB)],
	];

	it.each(contents)('gives %s back, in chunks of any length', async (_, content) => {
		const compressed = deflateRawSync(content);
		for (const chunkBytes of [compressed.length, 64 * 1024, 1000]) {
			const inflated = await collect(inflate(inChunks(compressed, chunkBytes), damage));
			expect(inflated.equals(content)).toBe(true);
		}
	});

	it.each(contents)(
		'passes over bytes behind %s, however slowly it is taken',
		async (_, content) => {
			for (const behind of [1, 6, 100_000]) {
				const compressed = Buffer.concat([deflateRawSync(content), Buffer.alloc(behind, 'x')]);
				const taken: Buffer[] = [];
				for await (const chunk of inflate(inChunks(compressed, MIB), damage)) {
					taken.push(chunk);
					for (let turn = 0; turn < 5; turn++) await nextTurn();
				}
				expect(Buffer.concat(taken).equals(content)).toBe(true);
			}
		},
	);

	it('tells data that ends early, and data that is none', async () => {
		const compressed = deflateRawSync(noise(1000));
		for (const wrong of [compressed.subarray(0, -1), Buffer.alloc(100, 0xff), Buffer.alloc(0)]) {
			await expect(collect(inflate(inChunks(wrong), damage))).rejects.toThrow('damaged');
		}
	});

	it.each([1_000, 50_000, 64 * 1024, MIB])(
		'hands on at least 64 KiB at a time, and less than 128, of chunks of %i bytes',
		async (chunkBytes) => {
			const write = jest.spyOn(WritableStreamDefaultWriter.prototype, 'write');
			await collect(inflate(inChunks(deflateRawSync(noise(3 * MIB)), chunkBytes), damage));
			const written = write.mock.calls.map(([piece]) => (piece as Buffer).length);
			write.mockRestore();
			expect(written.length).toBeGreaterThan(10);
			expect(Math.min(...written.slice(0, -1))).toBeGreaterThanOrEqual(64 * 1024);
			expect(Math.max(...written)).toBeLessThan(128 * 1024);
		},
	);

	it('holds little of what is not taken', async () => {
		const compressed = deflateRawSync(noise(8 * MIB));
		let given = 0;
		async function* counted(): AsyncGenerator<Buffer> {
			for await (const chunk of inChunks(compressed, 16 * 1024)) {
				given += chunk.length;
				yield chunk;
			}
		}
		const inflated = inflate(counted(), damage);
		await inflated.next();
		for (let turn = 0; turn < 1000; turn++) await nextTurn();
		expect(given).toBeLessThan(MIB);
		await inflated.return();
	});
});
