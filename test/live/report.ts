import type { Finding, Verdict } from './assumption';
import type { Looked } from './services';

/** Findings as a Markdown table, ready to be pasted into an issue. */
export function tableOf(findings: Finding[]): string {
	const rows = findings.map(({ about, seen, holds }) => [about, seen, holds]);
	return [['Assumption', 'What was seen', 'Holds'], ['---', '---', '---'], ...rows]
		.map((cells) => `| ${cells.map(cell).join(' | ')} |`)
		.join('\n');
}

/** For example `20 hold, 1 does not, 3 were not checked`. */
export function summaryOf(findings: Finding[]): string {
	const count = (verdict: Verdict) => findings.filter(({ holds }) => holds === verdict).length;
	return `${count('yes')} hold, ${count('no')} do not, ${count('not checked')} were not checked`;
}

/** A section about one service, without what must not get into an issue. */
export function reportOf({ name, private: hidden }: Looked, findings: Finding[]): string {
	const report = `### ${name}\n\n${tableOf(findings)}\n\n${summaryOf(findings)}\n`;
	const longestFirst = [...hidden].sort(([a], [b]) => b.length - a.length);
	return longestFirst.reduce((clean, [value, word]) => clean.replaceAll(value, word), report);
}

function cell(text: string): string {
	return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}
