import { Readable } from 'node:stream';

import { ByteReader } from '../../../../nodes/shared/archive/byteReader';

it.each([0, 1])('A reader that is closed after %i bytes ends its stream', async (bytes) => {
	const stream = new Readable({ read: () => stream.push('x') });
	const reader = new ByteReader(stream);
	await reader.take(bytes);
	await reader.close();
	expect(stream.destroyed).toBe(true);
});

it('Bytes that a reader has taken keep nothing else of their chunks in memory', async () => {
	const reader = new ByteReader(Readable.from([Buffer.alloc(60, 1), Buffer.alloc(60_000, 2)]));
	const taken = [await reader.take(30), await reader.take(40)];
	expect(taken.map(({ buffer }) => buffer.byteLength)).toEqual([30, 40]);
	expect(taken[1]).toEqual(Buffer.concat([Buffer.alloc(30, 1), Buffer.alloc(10, 2)]));
});
