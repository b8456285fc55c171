/** The body is not what was asked for, which shows before it has arrived. */
class UnwantedError extends Error {
	constructor(readonly code: 'TOO_LARGE' | 'NOT_AN_ARCHIVE') {
		super(code);
	}
}

/** The body of an archive; remembers why it failed, so that a full disk is not taken for a broken line. */
export class Arrival {
	failure: unknown;

	constructor(
		private readonly body: AsyncIterable<Uint8Array>,
		private readonly mostBytes: number,
	) {}

	async *chunks(): AsyncGenerator<Uint8Array> {
		let bytes = 0;
		let unwanted: UnwantedError['code'] | undefined;
		try {
			for await (const chunk of this.body) {
				if (bytes === 0 && !startsLikeZip(chunk)) unwanted = 'NOT_AN_ARCHIVE';
				bytes += chunk.length;
				if (bytes > this.mostBytes) unwanted ??= 'TOO_LARGE';
				if (unwanted) break;
				yield chunk;
			}
		} catch (error) {
			this.failure = error;
		}
		if (unwanted) this.failure = new UnwantedError(unwanted);
		if (this.failure !== undefined) throw this.failure;
	}
}

/** Every archive begins with the letters PK; the first chunk may be as short as one byte. */
function startsLikeZip(chunk: Uint8Array): boolean {
	return 'PK'.startsWith(Buffer.from(chunk).subarray(0, 2).toString('latin1'));
}
