import { isOlderThan } from '../sandbox/version';

/** What a run of the checks on one version of n8n gave. */
export interface VersionRow {
	n8n: string;
	/** The version of Node.js that it ran on. */
	node: string;
	/** The titles of the suites. */
	suites: string;
	passed: number;
	failed: number;
}

const COLUMNS: Array<[heading: string, field: keyof VersionRow]> = [
	['n8n', 'n8n'],
	['Node.js', 'node'],
	['Suites', 'suites'],
	['Passed', 'passed'],
	['Failed', 'failed'],
];
const ROW = /^\| *(\d+\.\d+\.\d+) *\| *(.*?) *\| *(.*?) *\| *(\d+) *\| *(\d+) *\|$/gm;

/** A Markdown table, its columns aligned as Prettier does it. */
export function tableOf(rows: VersionRow[]): string {
	const lines = [
		COLUMNS.map(([heading]) => heading),
		...rows.map((row) => COLUMNS.map(([, field]) => String(row[field]))),
	];
	const widths = COLUMNS.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
	const rule = widths.map((width) => '-'.repeat(width));
	return [lines[0], rule, ...lines.slice(1)]
		.map((cells) => cells.map((cell, column) => cell.padEnd(widths[column])))
		.map((cells) => `| ${cells.join(' | ')} |`)
		.join('\n');
}

/** The page with these rows in place of those of the same versions, the newest version last. */
export function updatedPage(page: string, rows: VersionRow[]): string {
	const kept = rowsOf(page).filter(({ n8n }) => rows.every((row) => row.n8n !== n8n));
	const all = [...kept, ...rows].sort((a, b) => (isOlderThan(a.n8n, b.n8n) ? -1 : 1));
	const text = page.replace(/^\|.*$\n?/gm, '').trimEnd();
	return `${text}\n\n${tableOf(all)}\n`;
}

function rowsOf(page: string): VersionRow[] {
	return [...page.matchAll(ROW)].map(([, n8n, node, suites, passed, failed]) => {
		return { n8n, node, suites, passed: Number(passed), failed: Number(failed) };
	});
}
