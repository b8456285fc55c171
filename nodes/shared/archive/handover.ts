type State = 'open' | 'ended' | 'failed' | 'unread';

/**
 * Hands chunks from one who writes them to one who reads them. The writer waits while the reader is
 * slower, and hears of it when the reader wants no more.
 */
export class Handover {
	private readonly waiting: Buffer[] = [];

	private waitingBytes = 0;

	private state: State = 'open';

	private failure: unknown;

	private wake = () => {};

	/** @param mostWaitingBytes may wait for the reader; more keep the writer waiting */
	constructor(private readonly mostWaitingBytes: number) {}

	/**
	 * Passes a chunk on, and waits until there is room for the next one.
	 *
	 * @throws where nobody reads any more
	 */
	async write(chunk: Buffer): Promise<void> {
		this.push(chunk);
		await this.room();
		if (this.state !== 'open') throw new Error('Nobody takes what is written');
	}

	/** Passes a chunk on that cannot wait. */
	push(chunk: Buffer): void {
		this.waiting.push(chunk);
		this.waitingBytes += chunk.length;
		this.wake();
	}

	/** Waits until there is room, or nothing can come any more. */
	async room(): Promise<void> {
		while (this.state === 'open' && this.waitingBytes > this.mostWaitingBytes) await this.change();
	}

	/** Whether the reader has stopped before the end. */
	get isUnread(): boolean {
		return this.state === 'unread';
	}

	/** Nothing more comes. */
	end(): void {
		this.become('ended');
	}

	/** What has come is not all, and no more comes: the reader gets this error. */
	fail(error: unknown): void {
		this.failure = error;
		this.become('failed');
	}

	/** All that is written, once. */
	async *chunks(): AsyncGenerator<Buffer, void> {
		try {
			for (;;) {
				if (this.state === 'failed') throw this.failure;
				const chunk = this.waiting.shift();
				if (chunk !== undefined) {
					this.waitingBytes -= chunk.length;
					this.wake();
					yield chunk;
				} else if (this.state === 'ended') {
					return;
				} else {
					await this.change();
				}
			}
		} finally {
			this.become('unread');
		}
	}

	private become(state: State): void {
		if (this.state === 'open') this.state = state;
		this.wake();
	}

	/** Waits for the other side. Only one side waits at a time: the reader without chunks, the writer with too many. */
	private async change(): Promise<void> {
		await new Promise<void>((resolve) => (this.wake = resolve));
	}
}
