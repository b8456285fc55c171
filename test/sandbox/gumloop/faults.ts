import type { Fault } from '../faults';
import { gumloopError, type ErrorForm } from './answers';

/** Gumloop's answers where they are wanted out of turn. */
export const gumloopFaults = {
	/** 401: an expired OAuth token or a wrong key. */
	unauthorized: (): Fault => () => gumloopError(401, 'Invalid or expired credentials'),
	/** 429: too many runs at once for the plan; no Retry-After. */
	tooManyRuns: (): Fault => () => gumloopError(429, 'Concurrent run limit reached'),
	/** 500 with any of the three forms of error bodies. */
	failed:
		(form: ErrorForm = 'nested'): Fault =>
		() =>
			gumloopError(500, 'File download failed', form),
};
