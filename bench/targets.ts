import type { JobResult, Results } from './results';
import type { Spread } from './statistics';

/** What the package is meant to reach, and what was measured. */
export interface Target {
	text: string;
	measured: string;
	isMet: boolean;
}

export function targets(results: Results): Target[] {
	const job = (id: string, latencyMs: number) => {
		const found = results.jobs.find((one) => one.id === id && one.latencyMs === latencyMs);
		if (!found) throw new Error(`The results hold no '${id}' at ${latencyMs} ms`);
		return found;
	};
	const zip = job('zip-1-gib', 0);
	const files = job('files', 50);
	const items = job('input-items-cost', 0);
	const itemsCost = items.package.seconds.median - (items.other?.seconds.median ?? 0);
	const { startUp } = results;
	const inParts = ['zip', 'files', '2-gb-20-parts', '2-gb-200-files'].map((id) => job(id, 0));
	const stored = inParts.map(({ package: ours }) => ours.storedOverDelivered?.most ?? Infinity);
	const merged = job('2-gb-20-parts', 0).package.seconds.median;
	const overOnePart = merged / job('2-gb-one-part', 0).package.seconds.median;
	const texts = job('texts', 50);
	return [
		target(
			'Several parts or separate files: bytes stored over delivered',
			Math.max(...stored),
			1.02,
		),
		target('2 GB as 20 parts, merged: times the time of one part', overOnePart, 1.1),
		target(
			'List 10,000 documents at 50 ms: times the other time',
			timeRatio(job('list', 50)),
			0.287,
		),
		noSlower('One ZIP of 1 GiB, in seconds', zip.package.seconds, zip.other?.seconds),
		target('One ZIP of 1 GiB: MB of memory', zip.package.memoryMb.median, 21),
		target('1,000 documents as files: requests', files.package.requests.most, 25),
		target('1,000 documents as files at 50 ms: times the other time', timeRatio(files), 0.1),
		...[0, 50].map((latencyMs) =>
			target(
				`Merging 10 parts at ${latencyMs} ms: times the time without`,
				timeRatio(job('merge', latencyMs)),
				1.1,
			),
		),
		target(
			'Text of 1,000 documents at 50 ms: times the time of curl, 8 at a time',
			texts.package.seconds.median / texts.curlSeconds.median,
			1.2,
		),
		target('10,000 input items instead of one: seconds', itemsCost, 0.9),
		...['2-gb-one-part', '2-gb-20-parts', '2-gb-200-files'].map((id) =>
			target(`${job(id, 0).title}: MB of memory`, job(id, 0).package.memoryMb.median, 48),
		),
		noSlower('Start of n8n with the package, in seconds', startUp.with, startUp.without),
	];
}

/** Met when the median is not beyond the range of what it is compared with. */
function noSlower(text: string, ours: Spread, other: Spread = ours): Target {
	return {
		text: `${text}, within the range of the other way`,
		measured: `${seconds(ours.median)} against ${seconds(other.least)} to ${seconds(other.most)}`,
		isMet: ours.median <= other.most,
	};
}

function seconds(value: number): string {
	return value.toFixed(1);
}

function target(text: string, value: number, atMost: number): Target {
	const measured = String(Number(value.toPrecision(3)));
	return { text: `${text}, at most ${atMost}`, measured, isMet: value <= atMost };
}

export function timeRatio({ package: ours, other }: JobResult): number {
	return ours.seconds.median / (other?.seconds.median ?? NaN);
}
