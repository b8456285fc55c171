const WINDOW_MS = 60_000;

/**
 * Dify Cloud's rate limit: at most `limit` calls in any 60 seconds. Refused calls count too, so a
 * client that keeps asking without a pause is refused for ever.
 */
export class RateWindow {
	private calls: number[] = [];

	constructor(
		private readonly limit: number,
		private readonly now: () => number,
	) {}

	/** Counts a call and says whether it is allowed. */
	allow(): boolean {
		const now = this.now();
		this.calls = this.calls.filter((at) => at > now - WINDOW_MS);
		this.calls.push(now);
		return this.calls.length <= this.limit;
	}
}
