import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { CHARTS, drawChart } from './chart';
import type { Results } from './results';
import { jobTable, machineLine, startUpLine, targetTable } from './tables';

const PROJECT = resolve(__dirname, '..');
const BLOCK = /(<!-- benchmark:start -->\n)[^]*(<!-- benchmark:end -->)/;

/** Draws the charts, and writes the table in the README and the targets in `bench/README.md`. */
export async function writeReport(results: Results): Promise<void> {
	for (const theme of ['light', 'dark'] as const) {
		writeFileSync(join(PROJECT, CHARTS[theme]), await drawChart(results, theme));
	}
	replaceBlock('README.md', block(results));
	replaceBlock('bench/README.md', `\n${targetTable(results)}\n\n`);
}

function replaceBlock(path: string, content: string): void {
	const file = join(PROJECT, path);
	if (!existsSync(file)) return;
	const text = readFileSync(file, 'utf8');
	const replaced = text.replace(BLOCK, (_, start: string, end: string) => start + content + end);
	writeFileSync(file, replaced);
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
	];
	return `\n${parts.join('\n\n')}\n\n`;
}
