import type { IBinaryData } from 'n8n-workflow';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { createUnzip } from 'node:zlib';

import { BinaryStore } from '../../../../nodes/shared/binaryData/store';

type Helpers = ConstructorParameters<typeof BinaryStore>[0];

/** Stores into memory, as n8n's stores do: chunk by chunk, until the end or an error. */
function storeWith(cancelled?: AbortSignal) {
	const kept: Uint8Array[] = [];
	const prepareBinaryData = async (stream: unknown): Promise<IBinaryData> => {
		for await (const chunk of stream as AsyncIterable<Uint8Array>) kept.push(chunk);
		return { mimeType: 'text/plain', data: 'kept' };
	};
	const helpers = { prepareBinaryData } as unknown as Helpers;
	return { kept, store: new BinaryStore(helpers, Readable.from([]), cancelled) };
}

describe("n8n's binary store", () => {
	it('is given a Readable of Node with all that is to be kept', async () => {
		const { kept, store } = storeWith();
		const chunks = Readable.from([Buffer.from('a'), Buffer.alloc(100_000, 'b')]);
		expect(await store.keep(chunks, 'a.txt')).toEqual({ mimeType: 'text/plain', data: 'kept' });
		expect(Buffer.concat(kept)).toHaveLength(100_001);
	});

	it('is given a small file in one piece, which costs it no stream', async () => {
		const given: unknown[] = [];
		const prepareBinaryData = async (file: unknown): Promise<IBinaryData> => {
			given.push(file);
			return await Promise.resolve({ mimeType: 'text/plain', data: 'kept' });
		};
		const helpers = { prepareBinaryData } as unknown as Helpers;
		const store = new BinaryStore(helpers, Readable.from([]), undefined);
		await store.keepAtOnce(
			Readable.from([Buffer.from('a'), Buffer.from('b')]),
			'a.txt',
			'text/plain',
		);
		await store.keepAtOnce(Readable.from([]), 'empty.txt', 'text/plain');
		expect(given).toEqual([Buffer.from('ab'), Buffer.alloc(0)]);
	});

	it('is given no small file once the execution is cancelled', async () => {
		const { kept, store } = storeWith(AbortSignal.abort());
		const chunks = Readable.from([Buffer.from('a')]);
		await expect(store.keepAtOnce(chunks, 'a.txt', 'text/plain')).rejects.toThrow('aborted');
		expect(kept).toEqual([]);
	});

	it.each([
		['an answer as it came', () => new IncomingMessage(new Socket())],
		['an answer that n8n has passed on', () => new PassThrough()],
		['a compressed answer', () => createUnzip()],
	])('is given one by the class of %s, and hears of what goes wrong', async (_name, stream) => {
		const kept: Uint8Array[] = [];
		const prepareBinaryData = async (given: unknown): Promise<IBinaryData> => {
			expect(given).toBeInstanceOf(Readable);
			for await (const chunk of given as Readable) kept.push(chunk as Uint8Array);
			return { mimeType: 'text/plain', data: 'kept' };
		};
		const store = new BinaryStore({ prepareBinaryData } as unknown as Helpers, stream());
		await store.keep(Readable.from([Buffer.alloc(20_000, 'a'), Buffer.alloc(20_000, 'b')]), 'a');
		expect(kept.map(({ length }) => length)).toEqual([20_000, 20_000]);
		async function* breaking(): AsyncGenerator<Buffer> {
			yield await Promise.resolve(Buffer.alloc(20_000));
			throw new Error('broke off');
		}
		await expect(store.keep(breaking(), 'a')).rejects.toThrow('broke off');
	});

	it('takes no more, and closes the source, once the execution is cancelled', async () => {
		const execution = new AbortController();
		const { store } = storeWith(execution.signal);
		let given = 0;
		let isClosed = false;
		async function* endless(): AsyncGenerator<Buffer> {
			try {
				for (;;) {
					if (++given === 20) execution.abort();
					yield await Promise.resolve(Buffer.alloc(64 * 1024));
				}
			} finally {
				isClosed = true;
			}
		}
		await expect(store.keep(endless(), 'a.bin')).rejects.toThrow('aborted');
		expect(given).toBe(20);
		expect(isClosed).toBe(true);
	});

	it('hands large files back in smaller pieces, so that n8n grows less', async () => {
		const getBinaryStream = async (_id: string, pieceBytes?: number) =>
			await Promise.resolve(Readable.from([Buffer.alloc(pieceBytes ?? 0)]));
		const store = new BinaryStore({ getBinaryStream } as unknown as Helpers, Readable.from([]));
		const pieceBytes = async (bytes: number) => {
			const binary = { id: 'filesystem:1', mimeType: 'application/zip', data: 'filesystem' };
			const pieces: number[] = [];
			for await (const piece of await store.read(binary, bytes)) pieces.push(piece.length);
			return pieces;
		};
		expect(await pieceBytes(10_000_000)).toEqual([256 * 1024]);
		expect(await pieceBytes(100_000_000)).toEqual([64 * 1024]);
	});
});
