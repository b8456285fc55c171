export interface RepeatPolicy {
	/** How often a request is made at most, the first time included. */
	tries: number;
	/** For how long a request is repeated at most, in milliseconds. */
	duringMs: number;
	/** Whether a batch is being halved, so that what one item of many may have caused is not repeated. */
	isIsolating?: boolean;
}

export const defaultRepeatPolicy: RepeatPolicy = { tries: 5, duringMs: 15 * 60_000 };

/** For polls, which come again: they are over before the next one is due, a minute later at the earliest. */
export const pollRepeatPolicy: RepeatPolicy = { tries: 3, duringMs: 15_000 };

export const noRepeats: RepeatPolicy = { tries: 1, duringMs: 0 };
