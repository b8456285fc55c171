import { buffer } from 'node:stream/consumers';

import type { Content } from '../../sandbox/content';
import type { Fault } from '../../sandbox/faults';
import { useDify } from '../engine/dify';
import { eventually } from '../engine/eventually';
import { expectComplete, HELD_BYTES, KINDS_OF_PLACES, stretchesOf } from './archives';
import {
	breaks,
	endsOf,
	expectMessage,
	lineFaults,
	otherFaults,
	Schedule,
	type End,
	type Trouble,
} from './schedule';
import { useProxy, zipOf } from './setup';
import { deliveredBy, stored, storedSince, temporaryFiles } from './storage';

const bench = useDify();
const proxied = useProxy(bench);

/** Two of the four are too large to be held; the third is so only when it is inflated. */
const LARGE: Array<{ name: string; content: Content }> = [
	{ name: 'd0.bin', content: { bytes: 1.25 * HELD_BYTES, seed: 1 } },
	{ name: 'd1.bin', content: { bytes: 300, seed: 2 } },
	{ name: 'd2.txt', content: 'A line of text.\n'.repeat(100_000) },
	{ name: 'd3.bin', content: { bytes: 1.125 * HELD_BYTES, seed: 3 } },
];
const LARGE_BODY_BYTES = 2.5 * HELD_BYTES;

/** Kinds of places at which archives have been broken off. */
const brokenAt = new Set<string>();

/** Half of the faults break an archive off, at a place of any kind. */
function troubleWith(schedule: Schedule): Trouble {
	const inArchive =
		(breakAt: (place: number) => Fault): Fault =>
		async (real, call) => {
			const { body } = await real();
			if (typeof body !== 'function') return await real();
			const stretches = await stretchesOf(await buffer(body()));
			const kind = schedule.oneOf(KINDS_OF_PLACES);
			const some = stretches.filter((stretch) => stretch.kind === kind);
			if (some.length === 0) return await real();
			const { from, to } = schedule.oneOf(some);
			brokenAt.add(kind);
			return await breakAt(from + schedule.below(to - from))(real, call);
		};
	return {
		endpoints: ['downloadZip'],
		density: 0.8,
		ofAnswer: () => schedule.oneOf([breaks.map(inArchive), otherFaults]),
		ofLine: () => lineFaults(schedule.below(LARGE_BODY_BYTES), 64 * 1024),
	};
}

async function originalsUnder(seed: number): Promise<End> {
	const schedule = new Schedule(bench, proxied, seed);
	const knowledgeBase = bench.dify.addKnowledgeBase({ name: 'Large', documents: LARGE });
	const operation = schedule.oneOf(['downloadZip', 'downloadFiles']);
	const options = { documentsPerRequest: schedule.oneOf([2, 4]) };
	const parameters = { ...zipOf(knowledgeBase, options), operation };
	const before = stored();
	const result = await schedule.run(parameters, troubleWith(schedule));
	await eventually(() => expect(temporaryFiles()).toEqual([]));
	if (result.error) {
		if (operation === 'downloadZip') expect(storedSince(before).files).toBe(0);
		return expectMessage(result);
	}
	await expectComplete(result, knowledgeBase);
	expect(storedSince(before)).toEqual(await deliveredBy(result));
	return 'complete';
}

test('after each of many random schedules of faults large files, broken off at every kind of place, are complete and correct, or there is a message', async () => {
	await endsOf(originalsUnder, 100);
	expect([...brokenAt].sort()).toEqual(KINDS_OF_PLACES);
}, 600_000);
