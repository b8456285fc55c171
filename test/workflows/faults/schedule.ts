import type { INodeParameters } from 'n8n-workflow';

import * as faults from '../../sandbox/faults';
import { difyFaults } from '../../sandbox/dify/faults';
import { randomFrom } from '../../sandbox/random';
import { connectionFaults as broken, type ConnectionFault } from '../../sandbox/tcpProxy';
import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../nodes/shared/messages/connectionRows';
import type { DifyBench } from '../engine/dify';
import type { Result } from '../engine/run';
import { onFakeClock } from '../engine/fakeClock';
import type { useProxy } from './setup';

/** Pauses and time limits pass five times as fast as in the other tests. */
const CLOCK_STEP_MS = 5_000;

export const breaks = [faults.resetInBody, faults.closeInBody, faults.stallInBody];
/** Of answers, beside breaks. */
export const otherFaults = [
	faults.resetBeforeHead(),
	faults.contentLengthTooLong(5),
	faults.contentLengthTooShort(5),
	faults.wrongContentType('text/html'),
	faults.badGateway(502),
	faults.badGateway(504),
	faults.tooManyRequests(),
	faults.tooManyRequests(20),
	faults.answerWith(408),
	faults.answerWith(500, 'oops'),
	faults.answerWith(404, { message: 'Document not found.' }),
	faults.redirect(307, ({ url }) => url.pathname + url.search),
	faults.rawHeader('X-Bad', 'a\u0000b'),
	difyFaults.unknown(),
	difyFaults.rateLimited(),
	difyFaults.webApp(),
];
export const lineFaults = (place: number, dripBytes: number): ConnectionFault[] => [
	broken.resetBeforeRequest(),
	broken.resetBeforeHead(),
	broken.resetInHead(),
	broken.resetAfterHead(),
	broken.resetInBody(place),
	broken.closeInBody(place),
	broken.halfOpen(),
	broken.halfOpenInBody(place),
	broken.delay(5),
	broken.drip(dripBytes, 1),
];

/** What the table of messages holds, as the user reads it. */
const known = new Set(
	[...difyRows, ...archiveRows, ...connectionRows].map(({ message }) =>
		message.replace('{service}', 'Dify'),
	),
);

export type Endpoint = Parameters<DifyBench['dify']['faults']['schedule']>[0];

/** What may happen in a run. */
export interface Trouble {
	endpoints: Endpoint[];
	/** How many of the answers are spoiled at the most, of 1. */
	density: number;
	/** Of these, one happens to an answer. */
	ofAnswer: () => faults.Fault[];
	ofLine: () => ConnectionFault[];
}

/** A run under faults that its seed decides on. */
export class Schedule {
	private readonly random: () => number;

	constructor(
		private readonly bench: DifyBench,
		private readonly proxied: ReturnType<typeof useProxy>,
		seed: number,
	) {
		this.random = randomFrom(seed);
	}

	oneOf<T>(list: T[]): T {
		return list[this.below(list.length)];
	}

	below(most: number): number {
		return Math.floor(this.random() * most);
	}

	async run(parameters: INodeParameters, trouble: Trouble): Promise<Result> {
		const { bench, proxied } = this;
		const density = this.random() * trouble.density;
		bench.dify.faults.clear();
		proxied.proxy.faults.clear();
		for (const endpoint of trouble.endpoints) {
			bench.dify.faults.schedule(endpoint, () => this.faultOf(trouble.ofAnswer, density));
		}
		proxied.proxy.faults.schedule('any', () => this.faultOf(trouble.ofLine, density / 2));
		const { credential } = proxied;
		const run = async () => await bench.run(parameters, { credential });
		return await onFakeClock([], run, CLOCK_STEP_MS);
	}

	private faultOf<F>(mayHappen: () => F[], density: number): F | undefined {
		return this.random() < density ? this.oneOf(mayHappen()) : undefined;
	}
}

export type End = 'complete' | 'message';

/** The run has ended with a message that the user can make something of, and hands out nothing. */
export function expectMessage({ error, items }: Result): 'message' {
	expect(known).toContain(error!.message);
	expect(error!.description).toBeTruthy();
	expect(items).toEqual([]);
	return 'message';
}

/** Runs many schedules, of which some get through, and some do not. */
export async function endsOf(
	runUnder: (seed: number) => Promise<End>,
	runs: number,
): Promise<void> {
	const ends = { complete: 0, message: 0 };
	for (let seed = 1; seed <= runs; seed++) {
		const end = await runUnder(seed).catch((error: Error) => {
			throw new Error(`Schedule ${seed}: ${error.message}`, { cause: error });
		});
		ends[end]++;
	}
	expect(ends.complete).toBeGreaterThan(runs / 4);
	expect(ends.message).toBeGreaterThan(runs / 20);
}
