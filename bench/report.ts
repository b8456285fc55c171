import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { CHARTS, drawChart } from './chart';
import type { Results } from './results';
import { jobTable, machineLine, startUpLine, targetTable } from './tables';

const PROJECT = resolve(__dirname, '..');
const PAGE = join(__dirname, 'README.md');
const BLOCK = /(<!-- benchmark:start -->\n)[^]*(<!-- benchmark:end -->)/;

/** Draws the charts of the README, and writes the tables of `bench/README.md`. */
export async function writeReport(results: Results): Promise<void> {
	for (const theme of ['light', 'dark'] as const) {
		writeFileSync(join(PROJECT, CHARTS[theme]), await drawChart(results, theme));
	}
	const text = readFileSync(PAGE, 'utf8');
	writeFileSync(
		PAGE,
		text.replace(BLOCK, (_, start: string, end: string) => start + tables(results) + end),
	);
}

function tables(results: Results): string {
	const parts = [
		targetTable(results),
		machineLine(results),
		jobTable(results.jobs),
		startUpLine(results.startUp),
	];
	return `\n${parts.join('\n\n')}\n\n`;
}
