const WORD_BYTES = 4;

/**
 * A checksum of bytes as they pass, however they are cut into chunks: two sums over words of 32 bits,
 * after Fletcher. It tells whether a server sends the same bytes once more.
 */
export class RunningChecksum {
	/** Bytes seen so far. */
	bytes = 0;

	private sum = 1;

	private sumOfSums = 0;

	/** The bytes of a word that is not whole yet, the first one lowest. */
	private word = 0;

	update(chunk: Uint8Array): void {
		const toWholeWord = -this.bytes & (WORD_BYTES - 1);
		const start = Math.min(toWholeWord, chunk.length);
		const end = chunk.length - ((chunk.length - start) % WORD_BYTES);
		this.addBytes(chunk.subarray(0, start));
		this.addWords(chunk, start, end);
		this.addBytes(chunk.subarray(end));
	}

	/** The same for the same bytes. */
	get value(): string {
		return [this.bytes, this.sum, this.sumOfSums, this.word].join();
	}

	private addWords(chunk: Uint8Array, start: number, end: number): void {
		const words = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		let { sum, sumOfSums } = this;
		for (let at = start; at < end; at += WORD_BYTES) {
			sum = (sum + words.getInt32(at, true)) | 0;
			sumOfSums = (sumOfSums + sum) | 0;
		}
		this.sum = sum;
		this.sumOfSums = sumOfSums;
		this.bytes += end - start;
	}

	private addBytes(bytes: Uint8Array): void {
		for (const byte of bytes) {
			this.word |= byte << (8 * (this.bytes % WORD_BYTES));
			this.bytes++;
			if (this.bytes % WORD_BYTES > 0) continue;
			this.sum = (this.sum + this.word) | 0;
			this.sumOfSums = (this.sumOfSums + this.sum) | 0;
			this.word = 0;
		}
	}
}
