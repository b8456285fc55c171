import { crc32 as crc32OfZlib } from 'node:zlib';

import fc from 'fast-check';

import { crc32 } from '../../../../nodes/shared/archive/crc32';

describe('CRC-32', () => {
	it("gives the specification's check value", () => {
		expect(crc32(Buffer.from('123456789'))).toBe(0xcbf43926);
	});

	it('gives 0 for no bytes', () => {
		expect(crc32(Buffer.alloc(0))).toBe(0);
	});

	it("equals zlib's for any bytes, in one piece or in two", () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(100), (bytes, cut) => {
				const expected = crc32OfZlib(bytes);
				expect(crc32(bytes)).toBe(expected);
				expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(expected);
			}),
		);
	});
});
