import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { CHARTS, drawChart } from './chart';
import type { Results } from './results';
import { jobTable, machineLine, startUpLine, targetTable } from './tables';

const PROJECT = resolve(__dirname, '..');
const README = join(PROJECT, 'README.md');
const BLOCK = /(<!-- benchmark:start -->\n)[^]*(<!-- benchmark:end -->)/;

/** Draws the charts and writes the README's block, all from the results. */
export async function writeReport(results: Results): Promise<void> {
	for (const theme of ['light', 'dark'] as const) {
		writeFileSync(join(PROJECT, CHARTS[theme]), await drawChart(results, theme));
	}
	if (!existsSync(README)) return;
	const text = readFileSync(README, 'utf8');
	writeFileSync(
		README,
		text.replace(BLOCK, (_, start: string, end: string) => start + block(results) + end),
	);
}

function block(results: Results): string {
	const picture = [
		'<picture>',
		`  <source media="(prefers-color-scheme: dark)" srcset="${CHARTS.dark}">`,
		`  <img alt="Time and memory of this package and of n8n's own nodes" src="${CHARTS.light}">`,
		'</picture>',
	].join('\n');
	const parts = [
		picture,
		machineLine(results),
		jobTable(results.jobs),
		startUpLine(results.startUp),
		targetTable(results),
	];
	return `\n${parts.join('\n\n')}\n\n`;
}
