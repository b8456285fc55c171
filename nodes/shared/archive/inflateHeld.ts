import {
	DISTANCES,
	END_OF_BLOCK,
	FIXED,
	LENGTHS,
	ORDER,
	REPEATS,
	type Codes,
	type Range,
} from './deflateTables';
import { HuffmanCode } from './huffman';

/**
 * Inflates raw Deflate data that is in memory, at once: for small files, which `inflate` costs more
 * than their bytes (bench/README.md). What stands behind the end of the data is ignored.
 *
 * @param most bytes that are inflated; what comes behind them is not looked at
 * @param damageError makes what is thrown where the data is not Deflate, or ends before its end
 */
export function inflateHeld(compressed: Buffer, most: number, damageError: () => Error): Buffer {
	return new Inflation(compressed, most, damageError).run();
}

class Inflation {
	private readonly file: Buffer;

	/** Bytes of the file so far. */
	private length = 0;

	/** Bytes of the data that have been read. */
	private at = 0;

	/** Bits that have been read and not been used, the next one lowest. */
	private held = 0;

	private heldBits = 0;

	constructor(
		private readonly data: Buffer,
		most: number,
		private readonly damageError: () => Error,
	) {
		this.file = Buffer.allocUnsafeSlow(most);
	}

	run(): Buffer {
		for (let isLast = false; !isLast && !this.isFull;) {
			isLast = this.bits(1) === 1;
			this.block(this.bits(2));
			this.check(this.at - (this.heldBits >> 3) <= this.data.length);
		}
		return this.file.subarray(0, this.length);
	}

	private get isFull(): boolean {
		return this.length === this.file.length;
	}

	private block(type: number): void {
		if (type === 0) return this.stored();
		if (type === 1) return this.coded(FIXED);
		this.check(type === 2);
		this.coded(this.codes());
	}

	private stored(): void {
		this.at -= this.heldBits >> 3;
		this.held = 0;
		this.heldBits = 0;
		const length = this.bits(16);
		this.check(this.bits(16) === (length ^ 0xffff));
		const end = this.at + length;
		this.check(end <= this.data.length);
		this.length += this.data.copy(this.file, this.length, this.at, end);
		this.at = end;
	}

	private coded({ literals, distances }: Codes): void {
		for (;;) {
			const symbol = this.literals(literals);
			if (symbol === END_OF_BLOCK || this.isFull) return;
			const length = this.within(LENGTHS[symbol - END_OF_BLOCK - 1]);
			this.repeat(length, this.within(DISTANCES[this.symbol(distances)]));
		}
	}

	/** Writes bytes up to the next symbol that is none. Most of the time goes here, so all is at hand. */
	private literals({ bits, table }: HuffmanCode): number {
		const { data, file } = this;
		const mask = (1 << bits) - 1;
		let { held, heldBits, at, length } = this;
		let symbol = 0;
		while (length < file.length) {
			for (; heldBits < bits; heldBits += 8) held |= data[at++] << heldBits;
			const found = table[held & mask];
			if (found === 0) throw this.damageError();
			held >>>= found & 15;
			heldBits -= found & 15;
			symbol = found >> 4;
			if (symbol >= END_OF_BLOCK) break;
			file[length++] = symbol;
		}
		Object.assign(this, { held, heldBits, at, length });
		return symbol;
	}

	/** Writes bytes once more that are in the file; they may overlap with what they become. */
	private repeat(length: number, distance: number): void {
		const { file } = this;
		this.check(distance <= this.length);
		const end = Math.min(this.length + length, file.length);
		for (let at = this.length; at < end; at++) file[at] = file[at - distance];
		this.length = end;
	}

	/** RFC 1951, 3.2.7. */
	private codes(): Codes {
		const literals = this.bits(5) + 257;
		const distances = this.bits(5) + 1;
		this.check(literals <= 286 && distances <= 30);
		const count = this.bits(4) + 4;
		const ofLengths = new Uint8Array(ORDER.length);
		for (const symbol of ORDER.slice(0, count)) ofLengths[symbol] = this.bits(3);
		const code = new HuffmanCode(ofLengths);
		this.check(code.room === 0);
		const lengths = this.lengths(code, literals + distances);
		return {
			literals: this.usable(lengths.subarray(0, literals)),
			distances: this.usable(lengths.subarray(literals)),
		};
	}

	private lengths(code: HuffmanCode, count: number): Uint8Array {
		const lengths = new Uint8Array(count);
		for (let at = 0; at < count;) {
			const symbol = this.symbol(code);
			const repeat = REPEATS[symbol];
			if (repeat === undefined) {
				lengths[at++] = symbol;
				continue;
			}
			const end = at + this.within(repeat);
			this.check(end <= count && (symbol !== 16 || at > 0));
			if (symbol === 16) lengths.fill(lengths[at - 1], at, end);
			at = end;
		}
		return lengths;
	}

	/** Codes may be missing only of a code of one bit, or of none (zlib, inflate_table). */
	private usable(lengths: Uint8Array): HuffmanCode {
		const code = new HuffmanCode(lengths);
		this.check(code.room === 0 || (code.room > 0 && code.bits <= 1));
		return code;
	}

	private symbol({ bits, table }: HuffmanCode): number {
		this.fill(bits);
		const found = table[this.held & ((1 << bits) - 1)];
		this.check(found > 0);
		this.bits(found & 15);
		return found >> 4;
	}

	private within(range: Range | undefined): number {
		if (range === undefined) throw this.damageError();
		return range.first + this.bits(range.bits);
	}

	private bits(count: number): number {
		this.fill(count);
		const value = this.held & ((1 << count) - 1);
		this.held >>>= count;
		this.heldBits -= count;
		return value;
	}

	/** Behind the end of the data there are zeros. */
	private fill(count: number): void {
		for (; this.heldBits < count; this.heldBits += 8) {
			this.held |= this.data[this.at++] << this.heldBits;
		}
	}

	private check(isRight: boolean): void {
		if (!isRight) throw this.damageError();
	}
}
