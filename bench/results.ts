import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem, type } from 'node:os';
import { join } from 'node:path';

import type { N8nInstallation } from '../test/host/install';
import type { Measured } from './measure';
import { type Spread, spreadOf } from './statistics';

export interface WayResult {
	label: string;
	seconds: Spread;
	requests: Spread;
	/** Peak resident memory of n8n over idle, in MB (10^6 bytes). */
	memoryMb: Spread;
	cpuSeconds: Spread;
	/** Bytes that n8n's store holds afterwards, over those that were delivered; undefined without files. */
	storedOverDelivered?: Spread;
}

export interface JobResult {
	id: string;
	title: string;
	latencyMs: number;
	package: WayResult;
	other?: WayResult;
	/** `curl` with the requests that the package has made. */
	curlSeconds: Spread;
}

export interface Results {
	date: string;
	machine: { cores: number; memoryGb: number; system: string; node: string; n8n: string };
	runs: number;
	jobs: JobResult[];
	/** Seconds until n8n is ready. */
	startUp: { with: Spread; without: Spread };
}

const FILE = join(__dirname, 'results.json');

export function readResults(): Results {
	return JSON.parse(readFileSync(FILE, 'utf8')) as Results;
}

export function writeResults(results: Results): void {
	writeFileSync(FILE, `${JSON.stringify(results, null, '\t')}\n`);
}

export function wayResult(label: string, runs: Measured[]): WayResult {
	return {
		label,
		seconds: spreadOf(runs.map(({ seconds }) => rounded(seconds))),
		requests: spreadOf(runs.map(({ requests }) => requests.length)),
		memoryMb: spreadOf(runs.map(({ memoryBytes }) => rounded(memoryBytes / 1e6))),
		cpuSeconds: spreadOf(runs.map((run) => rounded(run.cpuSeconds))),
		storedOverDelivered: runs.every(({ deliveredBytes }) => deliveredBytes > 0)
			? spreadOf(runs.map((run) => rounded(run.storedBytes / run.deliveredBytes)))
			: undefined,
	};
}

/** Milliseconds, or thousandths of a megabyte: more digits than these mean nothing. */
export function rounded(value: number): number {
	return Math.round(value * 1000) / 1000;
}

export function describeMachine({ node, version }: N8nInstallation): Results['machine'] {
	return {
		cores: cpus().length,
		memoryGb: Math.round(totalmem() / 1e9),
		system: `${type()} ${process.arch}`,
		node: execFileSync(node, ['--version'], { encoding: 'utf8' }).trim().slice(1),
		n8n: version,
	};
}
