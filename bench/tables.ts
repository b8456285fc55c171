import type { JobResult, Results, WayResult } from './results';
import type { Spread } from './statistics';
import { targets, timeRatio } from './targets';

/** All jobs as a Markdown table, a line for each way. */
export function jobTable(jobs: JobResult[]): string {
	const head = [
		'Job',
		'Latency',
		'Way',
		'Time (s)',
		'Requests',
		'Memory over idle (MB)',
		'CPU (s)',
		'Bytes stored / delivered',
		'Times as long as this package',
		'curl (s)',
	];
	const rows = jobs.flatMap((job) => [
		[job.title, `${job.latencyMs} ms`, ...wayCells(job.package), '1', shown(job.curlSeconds)],
		...(job.other ? [['', '', ...wayCells(job.other), shownRatio(job), '']] : []),
	]);
	return markdownTable(head, rows);
}

export function targetTable(results: Results): string {
	const rows = targets(results).map(({ text, measured, isMet }) => [
		text,
		measured,
		isMet ? 'yes' : 'no',
	]);
	return markdownTable(['Target', 'Measured', 'Met'], rows);
}

/** How many targets are met, and which are not. */
export function targetLine(results: Results): string {
	const all = targets(results);
	const missed = all.filter(({ isMet }) => !isMet).map(({ text }) => text);
	const met = `Targets met: ${all.length - missed.length} of ${all.length}.`;
	return missed.length === 0 ? met : `${met} Missed: ${missed.join('; ')}.`;
}

export function startUpLine({ with: withPackage, without }: Results['startUp']): string {
	return `Start of n8n: ${shown(withPackage)} s with the package installed, ${shown(without)} s without.`;
}

export function machineLine({ date, machine, runs }: Results): string {
	const { cores, memoryGb, system, node, n8n } = machine;
	return `Measured on ${date}: n8n ${n8n}, Node.js ${node}, ${system}, ${cores} cores, ${memoryGb} GB of memory; ${runs === 1 ? 'one run of each way' : `median and range of ${runs} runs in turns, and one run where no target hangs on the time`}.`;
}

function wayCells(way: WayResult): string[] {
	const { label, seconds, requests, memoryMb, cpuSeconds, storedOverDelivered: stored } = way;
	const figures = [seconds, requests, memoryMb, cpuSeconds].map(shown);
	return [label, ...figures, stored ? shown(stored) : ''];
}

function shownRatio(job: JobResult): string {
	return `${digits(1 / timeRatio(job))}`;
}

/** The median, and the range where it says more. */
function shown({ median, least, most }: Spread): string {
	const [value, low, high] = [median, least, most].map(digits);
	return low === high ? value : `${value} (${low}–${high})`;
}

function digits(value: number): string {
	return value >= 100 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
}

function markdownTable(head: string[], rows: string[][]): string {
	const widths = head.map((_, column) =>
		Math.max(...[head, ...rows].map((row) => row[column].length)),
	);
	const line = (cells: string[]) =>
		`| ${cells.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`;
	return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
