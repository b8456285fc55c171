/** Longest code in Deflate data. */
const MOST_BITS = 15;

/** A Huffman code, made from the lengths of its symbols' codes (RFC 1951, 3.2.2). */
export class HuffmanCode {
	/** As many as the longest code has. */
	readonly bits: number;

	/** By the next `bits` bits: the symbol times 16, plus the length of its code; 0 where no code begins so. */
	readonly table: Uint16Array;

	/** How many more codes of the greatest length there could be; below 0 where there are too many. */
	readonly room: number;

	constructor(lengths: Uint8Array) {
		const counts = new Array<number>(MOST_BITS + 1).fill(0);
		for (const length of lengths) if (length > 0) counts[length]++;
		this.bits = MOST_BITS;
		while (this.bits > 0 && counts[this.bits] === 0) this.bits--;
		/** The next code of each length. */
		const next = [0, 0];
		let room = 1;
		for (let length = 1; length <= this.bits && room >= 0; length++) {
			room = 2 * room - counts[length];
			next.push((next[length] + counts[length]) << 1);
		}
		this.room = room;
		this.table = new Uint16Array(1 << this.bits);
		if (room >= 0) this.fill(lengths, next);
	}

	private fill(lengths: Uint8Array, next: number[]): void {
		const { table } = this;
		lengths.forEach((length, symbol) => {
			if (length === 0) return;
			const step = 1 << length;
			for (let at = reversed(next[length]++, length); at < table.length; at += step) {
				table[at] = (symbol << 4) | length;
			}
		});
	}
}

/** The first bit of a code stands lowest in the data. */
function reversed(code: number, length: number): number {
	let result = 0;
	for (let bit = 0; bit < length; bit++) result = (result << 1) | ((code >> bit) & 1);
	return result;
}
