/** CRC-32 as ZIP uses it (polynomial 0xEDB88320), eight bytes a step ("slicing by 8"). */

const TABLES = makeTables();

function makeTables(): Int32Array[] {
	const tables = Array.from({ length: 8 }, () => new Int32Array(256));
	for (let byte = 0; byte < 256; byte++) {
		let crc = byte;
		for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
		tables[0][byte] = crc;
	}
	for (let slice = 1; slice < 8; slice++) {
		for (let byte = 0; byte < 256; byte++) {
			const previous = tables[slice - 1][byte];
			tables[slice][byte] = (previous >>> 8) ^ tables[0][previous & 0xff];
		}
	}
	return tables;
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES;

/**
 * The CRC-32 of `bytes`, as an unsigned 32-bit number. To go on where an earlier chunk ended, pass
 * that chunk's result as `previous`.
 */
export function crc32(bytes: Uint8Array, previous = 0): number {
	let crc = ~previous;
	let at = 0;
	for (const last = bytes.length - 8; at <= last; at += 8) {
		const low =
			crc ^ (bytes[at] | (bytes[at + 1] << 8) | (bytes[at + 2] << 16) | (bytes[at + 3] << 24));
		crc =
			T7[low & 0xff] ^
			T6[(low >>> 8) & 0xff] ^
			T5[(low >>> 16) & 0xff] ^
			T4[low >>> 24] ^
			T3[bytes[at + 4]] ^
			T2[bytes[at + 5]] ^
			T1[bytes[at + 6]] ^
			T0[bytes[at + 7]];
	}
	for (; at < bytes.length; at++) crc = (crc >>> 8) ^ T0[(crc ^ bytes[at]) & 0xff];
	return ~crc >>> 0;
}
