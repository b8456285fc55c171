import { Readable } from 'node:stream';

import { ByteReader } from '../../../../nodes/shared/archive/byteReader';

it.each([0, 1])('A reader that is closed after %i bytes ends its stream', async (bytes) => {
	const stream = new Readable({ read: () => stream.push('x') });
	const reader = new ByteReader(stream);
	await reader.take(bytes);
	await reader.close();
	expect(stream.destroyed).toBe(true);
});
