import { faultOf, type Fault, type Outcome } from '../messages/fault';
import { pause } from '../pause';
import type { Service } from './service';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;
/** Limits may count the calls of the last 60 s, refused ones too: only a whole window clears them. */
const RATE_LIMIT_PAUSE_MS = 60_000;
/** For what is most often there to stay: its message comes within about five seconds. */
const BRIEF_TRIES = 3;
const LONGEST_RETRY_AFTER_MS = 10 * 60_000;

/**
 * Makes an attempt until it succeeds, cannot be helped by another, or the policy's bounds are reached.
 *
 * @param once the attempt changes something at the service and is never made again
 */
export async function repeating<T>(
	service: Service,
	once: boolean,
	attempt: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
	const { duringMs, isIsolating } = service.repeat;
	const end = Date.now() + duringMs;
	for (let made = 1; ; made++) {
		const outcome = await attempt();
		if (!outcome.fault) return outcome;
		const { repeat, oneOfMany } = outcome.fault;
		if (once || !repeat || (isIsolating && oneOfMany)) return outcome;
		const tries = Math.min(service.repeat.tries, repeat === 'briefly' ? BRIEF_TRIES : Infinity);
		const pauseMs = pauseBefore(made, outcome.fault);
		if (made >= tries || Date.now() + pauseMs > end) return outcome;
		const seconds = Math.round(pauseMs / 1000);
		service.logger.info(
			`${service.name}: ${outcome.fault.message}. Try ${made + 1} of ${tries} in ${seconds} s.`,
		);
		if (!(await pause(pauseMs, service.signal))) return { fault: cancelled(service) };
	}
}

/** Milliseconds before the next try: what the server asks for, else growing and jittered. */
function pauseBefore(made: number, fault: Fault): number {
	if (fault.retryAfterSeconds !== undefined) {
		return Math.min(fault.retryAfterSeconds * 1000, LONGEST_RETRY_AFTER_MS) + jitter(250);
	}
	if (fault.repeat === 'afterRateLimit') return RATE_LIMIT_PAUSE_MS + jitter(5_000);
	const growing = Math.min(FIRST_PAUSE_MS * 2 ** (made - 1), LONGEST_PAUSE_MS);
	return growing / 2 + jitter(growing);
}

function jitter(upToMs: number): number {
	return Math.random() * upToMs;
}

export function cancelled(service: Service): Fault {
	const situation = { symptom: 'ERR_CANCELED', said: '', url: service.root };
	return faultOf({ ...service, rows: [] }, situation);
}
