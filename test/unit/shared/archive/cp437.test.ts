import { decodeCp437 } from '../../../../nodes/shared/archive/cp437';

describe('Code page 437', () => {
	it('reads ASCII as ASCII', () => {
		expect(decodeCp437(Buffer.from('a-Z_0 9.txt'))).toBe('a-Z_0 9.txt');
	});

	it.each([
		[0x80, 'Ç'],
		[0x9b, '¢'],
		[0xa4, 'ñ'],
		[0xb0, '░'],
		[0xdb, '█'],
		[0xe1, 'ß'],
		[0xf1, '±'],
		[0xff, '\u00a0'],
	])('reads the byte %i as %s', (byte, character) => {
		expect(decodeCp437(Buffer.from([byte]))).toBe(character);
	});

	it('has a character of its own for each byte', () => {
		const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
		expect(new Set(decodeCp437(all)).size).toBe(256);
	});
});
