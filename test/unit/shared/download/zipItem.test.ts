import type { IBinaryData } from 'n8n-workflow';
import { Readable } from 'node:stream';

import { entriesOf } from '../../../../nodes/shared/archive/archive';
import { BinaryStore } from '../../../../nodes/shared/binaryData/store';
import type { Taker } from '../../../../nodes/shared/download/taker';
import { oneZip } from '../../../../nodes/shared/download/zipItem';
import type { Fault, Outcome } from '../../../../nodes/shared/messages/fault';
import { collect, open } from '../archive/stored';
import { file, readWithYauzl, zipOf } from '../archive/writers';
import { serviceOf } from '../service';

type Fetch = Parameters<typeof oneZip<string>>[1]['fetch'];

const LARGE_BYTES = 2 * 1024 ** 2;
const fault: Fault = { row: 'row', message: 'gone', description: '', oneOfMany: false };

/** Keeps what it is given in memory, and counts what is given up. */
class Kept {
	readonly files: Buffer[] = [];

	dropped = 0;

	readonly store: BinaryStore;

	constructor(keep = async (chunks: AsyncIterable<Uint8Array>) => await collect(chunks)) {
		const prepareBinaryData = async (chunks: unknown): Promise<IBinaryData> => {
			const content = await keep(chunks as AsyncIterable<Uint8Array>).catch((error: unknown) => {
				this.dropped++;
				throw error;
			});
			this.files.push(content);
			return { mimeType: 'application/zip', data: 'kept' };
		};
		const helpers = { prepareBinaryData } as unknown as ConstructorParameters<
			typeof BinaryStore
		>[0];
		this.store = new BinaryStore(helpers, Readable.from([]));
	}
}

async function archiveOf(...names: string[]) {
	return await open(
		await zipOf(names.map((name) => ({ ...largeFile(name), isCompressed: false }))),
	);
}

/** Too large to be held until it is whole. */
function largeFile(name: string, fill = name) {
	return { ...file(name), content: Buffer.alloc(LARGE_BYTES, fill) };
}

/**
 * Has the entries of an archive taken. Their owners are their names.
 *
 * @param cutAt breaks off after so many bytes of the last entry's data
 */
async function pass(taker: Taker<string>, kept: Kept, names: string[], cutAt?: number) {
	const archive = await archiveOf(...names);
	const last = archive.entries.length - 1;
	const work = async () => {
		for await (const one of entriesOf(archive)) {
			const isCut = cutAt !== undefined && one.entry.index === last;
			const data = isCut ? cutAfter(one.data, cutAt) : one.data;
			await taker.take(one.entry.name, { ...one, data }, kept.store);
		}
	};
	const failure = await work().then(
		() => undefined,
		(error: Error) => error.message,
	);
	await taker.endOfPart(cutAt === undefined);
	await taker.endOfBatch([]);
	return failure;
}

async function* cutAfter(data: AsyncIterable<Buffer>, bytes: number): AsyncGenerator<Buffer, void> {
	let left = bytes;
	for await (const chunk of data) {
		yield chunk.subarray(0, left);
		left -= chunk.length;
		if (left <= 0) throw new Error('broke off');
	}
}

/** The same data but for one byte. */
async function* withByte(
	data: AsyncIterable<Buffer>,
	place: number,
	changed: (byte: number) => number,
): AsyncGenerator<Buffer, void> {
	let at = 0;
	for await (const chunk of data) {
		const copy = Buffer.from(chunk);
		if (place >= at && place < at + copy.length) copy[place - at] = changed(copy[place - at]);
		at += copy.length;
		yield copy;
	}
}

async function zip(fetch: Fetch) {
	return await oneZip<string>(serviceOf({}), { fileName: 'all.zip', changes: () => ({}), fetch });
}

async function filesIn(content: Buffer): Promise<Array<[string, boolean]>> {
	const files = await readWithYauzl(content);
	return files.map((one) => [one.name, one.content.equals(largeFile(one.name[0]).content)]);
}

async function* nothing(): AsyncGenerator<Outcome<unknown>> {}

describe('One ZIP', () => {
	it('holds the files of all archives, in their order', async () => {
		const kept = new Kept();
		const { value } = await zip(async function* (taker) {
			await pass(taker, kept, ['a']);
			yield { value: undefined };
			await pass(taker, kept, ['b', 'a']);
			await pass(taker, kept, ['c']);
		});
		expect(await filesIn(kept.files[0])).toEqual([
			['a', true],
			['b', true],
			['a (1)', true],
			['c', true],
		]);
		expect(value?.bytes).toBe(kept.files[0].length);
		expect(value?.files.map(({ owner, name }) => [owner, name])).toEqual([
			['a', 'a'],
			['b', 'b'],
			['a', 'a (1)'],
			['c', 'c'],
		]);
	});

	it('of no files is none', async () => {
		expect(await zip(nothing)).toEqual({ value: undefined });
	});

	it('is none when a part cannot be had, and says why', async () => {
		const kept = new Kept();
		const outcome = await zip(async function* (taker) {
			await pass(taker, kept, ['a', 'b']);
			yield { fault };
		});
		expect(outcome).toEqual({ fault });
		expect(kept).toMatchObject({ files: [], dropped: 1 });
	});

	it('is none, and says why, when it cannot be stored', async () => {
		const kept = new Kept(async (chunks) => {
			for await (const chunk of chunks) {
				if (chunk.length > 100) throw new Error('ENOSPC: no space left on device, write');
			}
			return Buffer.alloc(0);
		});
		let failure: string | undefined;
		const { fault: why } = await zip(async function* (taker) {
			failure = await pass(taker, kept, ['a', 'b']);
			yield* nothing();
		});
		expect(failure).toContain('ENOSPC');
		expect(why?.message).toBe('There is no room left where n8n keeps binary data');
	});

	describe('of which a file breaks off in the middle', () => {
		const places = [1, 70_001, LARGE_BYTES - 1];

		it.each(places)('goes on where it stopped (%i)', async (place) => {
			const kept = new Kept();
			let calls = 0;
			const { value } = await zip(async function* (taker) {
				calls++;
				expect(await pass(taker, kept, ['a', 'b'], place)).toBe('broke off');
				expect(await pass(taker, kept, ['b'], 1)).toBe('broke off');
				await pass(taker, kept, ['b', 'c']);
				yield* nothing();
			});
			expect(calls).toBe(1);
			expect(kept).toMatchObject({ dropped: 0 });
			expect(await filesIn(kept.files[0])).toEqual([
				['a', true],
				['b', true],
				['c', true],
			]);
			expect(value?.files.map(({ name }) => name)).toEqual(['a', 'b', 'c']);
		});

		it.each<[string, { data?: (byte: number) => number; crc32?: number }]>([
			['bytes before that place are others', { data: (byte: number) => byte ^ 1 }],
			['its checksum is another', { crc32: 1 }],
		])('begins anew, from stored archives, when %s', async (_why, { data, crc32 }) => {
			const kept = new Kept();
			const ways: boolean[] = [];
			await zip(async function* (taker, isStoredFirst) {
				ways.push(isStoredFirst);
				if (isStoredFirst) {
					await pass(taker, kept, ['a', 'b']);
					return;
				}
				await pass(taker, kept, ['b'], 70_001);
				for await (const one of entriesOf(await archiveOf('b'))) {
					const entry = { ...one.entry, crc32: crc32 ?? one.entry.crc32 };
					const changed = data ? withByte(one.data, 50_000, data) : one.data;
					const taken = taker.take('b', { ...one, entry, data: changed }, kept.store);
					await expect(taken).rejects.toThrow('did not come again as it was');
				}
				yield { fault };
			});
			expect(ways).toEqual([false, true]);
			expect(kept.dropped).toBe(1);
		});

		it.each([
			['another file comes next', ['c']],
			['it does not come again', []],
		])('begins anew, from stored archives, when %s', async (_why, next) => {
			const kept = new Kept();
			const ways: boolean[] = [];
			const { value } = await zip(async function* (taker, isStoredFirst) {
				ways.push(isStoredFirst);
				if (isStoredFirst) await pass(taker, kept, ['a', 'b']);
				else {
					await pass(taker, kept, ['a', 'b'], 70_001);
					const failure = await pass(taker, kept, next);
					if (failure) yield { fault };
				}
			});
			expect(ways).toEqual([false, true]);
			expect(kept.dropped).toBe(1);
			expect(await filesIn(kept.files[0])).toEqual([
				['a', true],
				['b', true],
			]);
			expect(value?.files).toHaveLength(2);
		});
	});
});
