import { joinSmallChunks } from '../../../../nodes/shared/binaryData/joinSmallChunks';

async function* given(...sizes: number[]) {
	for (const [index, size] of sizes.entries()) yield Buffer.alloc(size, index + 1);
}

async function joined(...sizes: number[]): Promise<Uint8Array[]> {
	const chunks: Uint8Array[] = [];
	for await (const chunk of joinSmallChunks(given(...sizes))) chunks.push(chunk);
	return chunks;
}

const lengths = (chunks: Uint8Array[]) => chunks.map((chunk) => chunk.length);

describe('joinSmallChunks', () => {
	it('joins small chunks that follow each other, in their order', async () => {
		expect(await joined(1, 2, 3)).toEqual([Buffer.from([1, 2, 2, 3, 3, 3])]);
	});

	it('hands out large chunks as they are, between the small ones around them', async () => {
		expect(lengths(await joined(10, 20, 100_000, 30, 50_000, 50_000, 40))).toEqual([
			30, 100_000, 30, 50_000, 50_000, 40,
		]);
	});

	it('holds no more than about 64 KiB of small chunks', async () => {
		const chunks = lengths(await joined(...Array.from({ length: 100 }, () => 5_000)));
		expect(Math.max(...chunks)).toBe(70_000);
		expect(chunks.reduce((sum, length) => sum + length)).toBe(500_000);
	});

	it('leaves out chunks without bytes', async () => {
		expect(await joined(0)).toEqual([]);
		expect(lengths(await joined(0, 5, 0))).toEqual([5]);
	});
});
