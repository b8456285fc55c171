import { repeating } from '../../../../nodes/shared/http/repeat';
import type { Fault, Outcome } from '../../../../nodes/shared/messages/fault';
import { serviceOf } from '../service';

const MINUTE = 60_000;
const fault = (more: Partial<Fault> = {}): Fault => ({
	row: 'row',
	message: 'no',
	description: '',
	oneOfMany: false,
	repeat: 'soon',
	...more,
});

beforeEach(() => jest.useFakeTimers());
afterEach(() => jest.useRealTimers());

/** Makes attempts that end with these faults, then succeed. @returns what came and when each was made */
async function attempts(
	faults: Fault[],
	{
		tries = 5,
		duringMs = 15 * MINUTE,
		once = false,
		signal = undefined as AbortSignal | undefined,
	} = {},
) {
	const start = Date.now();
	const times: number[] = [];
	const attempt = async (): Promise<Outcome<string>> => {
		times.push(Date.now() - start);
		const next = faults[times.length - 1];
		return next ? { fault: next } : { value: 'done' };
	};
	const outcome = repeating(serviceOf({ repeat: { tries, duringMs }, signal }), once, attempt);
	await jest.advanceTimersByTimeAsync(30 * MINUTE);
	return { outcome: await outcome, times };
}

test('an attempt that succeeds is made once', async () => {
	expect(await attempts([])).toEqual({ outcome: { value: 'done' }, times: [0] });
});

test('what may pass is tried again, after pauses that grow', async () => {
	const { outcome, times } = await attempts([fault(), fault(), fault(), fault()]);
	expect(outcome.value).toBe('done');
	const pauses = times.slice(1).map((time, i) => time - times[i]);
	for (const [i, pause] of pauses.entries()) {
		expect(pause).toBeGreaterThanOrEqual(500 * 2 ** i);
		expect(pause).toBeLessThanOrEqual(1500 * 2 ** i + 1);
	}
});

test('what is most often there to stay is told within five seconds', async () => {
	const faults = Array.from({ length: 9 }, () => fault({ repeat: 'briefly' }));
	for (let i = 0; i < 20; i++) {
		const { outcome, times } = await attempts(faults);
		expect(outcome.fault).toBe(faults[2]);
		expect(times[2]).toBeLessThanOrEqual(5_000);
	}
	expect((await attempts(faults, { tries: 2 })).times).toHaveLength(2);
});

test('two clients do not come back at the same moment', async () => {
	const pauses = new Set<number>();
	for (let i = 0; i < 5; i++) pauses.add((await attempts([fault()])).times[1]);
	expect(pauses.size).toBeGreaterThan(1);
});

test('tries are bounded, and the last fault is told', async () => {
	const faults = Array.from({ length: 9 }, (_, i) => fault({ message: `no ${i + 1}` }));
	const { outcome, times } = await attempts(faults, { tries: 3 });
	expect(times).toHaveLength(3);
	expect(outcome.fault?.message).toBe('no 3');
});

test('time is bounded', async () => {
	const faults = Array.from({ length: 9 }, () => fault({ retryAfterSeconds: 50 }));
	const { times } = await attempts(faults, { tries: 9, duringMs: 2 * MINUTE });
	expect(times).toHaveLength(3);
	expect((await attempts([fault()], { duringMs: 0 })).times).toHaveLength(1);
});

test.each([
	['what does not pass', fault({ repeat: undefined }), false],
	['what must not be done twice', fault(), true],
])('%s is not tried again', async (_, first, once) => {
	const { outcome, times } = await attempts([first], { once });
	expect(times).toEqual([0]);
	expect(outcome.fault).toBe(first);
});

test('the pause that the server asks for is kept', async () => {
	const { times } = await attempts([fault({ retryAfterSeconds: 42 })]);
	expect(times[1]).toBeGreaterThanOrEqual(42_000);
	expect(times[1]).toBeLessThan(43_000);
});

test('a server that asks for days is asked again after ten minutes', async () => {
	const { times } = await attempts([fault({ retryAfterSeconds: 864_000 })]);
	expect(times[1]).toBeGreaterThanOrEqual(10 * MINUTE);
	expect(times[1]).toBeLessThan(11 * MINUTE);
});

test("a rate limit without Retry-After gets a whole window's pause", async () => {
	const { times } = await attempts([fault({ repeat: 'afterRateLimit' })]);
	expect(times[1]).toBeGreaterThanOrEqual(MINUTE);
	expect(times[1]).toBeLessThan(1.2 * MINUTE);
});

test('cancelling ends a pause at once', async () => {
	const controller = new AbortController();
	let made = 0;
	const attempt = async () => {
		made++;
		return { fault: fault({ retryAfterSeconds: 500 }) };
	};
	const service = serviceOf({
		repeat: { tries: 5, duringMs: 60 * MINUTE },
		signal: controller.signal,
	});
	const outcome = repeating(service, false, attempt);
	await jest.advanceTimersByTimeAsync(1_000);
	const before = Date.now();
	controller.abort();
	await jest.advanceTimersByTimeAsync(1_000);
	expect((await outcome).fault?.message).toBe('The execution was cancelled');
	expect(Date.now() - before).toBeLessThanOrEqual(1_000);
	expect(made).toBe(1);
});
