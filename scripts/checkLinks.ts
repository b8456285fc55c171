/**
 * Checks that every relative link in the Markdown files leads to a file and a heading that exist, and
 * so does every address of the README in the nodes and credentials. Other hosts are not asked.
 */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { checkedFolder, listFiles } from './folders';

const { homepage } = JSON.parse(read('package.json')) as { homepage: string };
const readmeAddress = homepage.replace(/#.*$/, '');

interface Link {
	/** File that holds the link, relative to the project. */
	source: string;
	/** What the link says. */
	target: string;
	/** File that it leads to, relative to the project. */
	file: string;
	/** Heading that it leads to, empty for the whole file. */
	anchor: string;
}

function main(): void {
	const files = listFiles(checkedFolder, ['.git', 'node_modules', 'dist', 'packages']);
	const links = files.flatMap(linksOf);
	const broken = links.filter((link) => !leadsSomewhere(link));
	for (const { source, target } of broken) console.error(`${source}: ${target} leads nowhere.`);
	console.log(`${links.length} links, ${broken.length} broken`);
	if (broken.length > 0) process.exitCode = 1;
}

function linksOf(source: string): Link[] {
	if (source.endsWith('.md')) return markdownLinks(source);
	if (/^(nodes|credentials)\/.*\.(ts|json)$/.test(source)) return readmeAddresses(source);
	return [];
}

function markdownLinks(source: string): Link[] {
	const text = withoutCode(read(source));
	const inline = [...text.matchAll(/\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g)];
	const defined = [...text.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
	const attributes = [...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
	return [...inline, ...defined, ...attributes]
		.map(([, target]) => target)
		.filter((target) => !/^[a-z][a-z+.-]*:/i.test(target))
		.map((target) => {
			const [file, anchor = ''] = decodeURIComponent(target).split('#');
			return {
				source,
				target,
				file: file ? path.join(path.dirname(source), file) : source,
				anchor,
			};
		});
}

function readmeAddresses(source: string): Link[] {
	return [...read(source).matchAll(/https:\/\/[^\s'"`]+/g)]
		.map(([address]) => address)
		.filter((address) => address.startsWith(`${readmeAddress}#`))
		.map((target) => ({ source, target, file: 'README.md', anchor: target.split('#')[1] }));
}

function leadsSomewhere({ file, anchor }: Link): boolean {
	if (!existsSync(path.join(checkedFolder, file))) return false;
	// GitHub shows the README under #readme, whatever its headings.
	if (!anchor || (file === 'README.md' && anchor === 'readme')) return true;
	return file.endsWith('.md') && anchors(file).has(anchor);
}

/** The anchors that GitHub gives to a file's headings: a repeated one is numbered. */
function anchors(file: string): Set<string> {
	const found = new Map<string, number>();
	for (const [, heading] of withoutCode(read(file)).matchAll(/^#{1,6}\s+(.+)$/gm)) {
		const anchor = heading
			.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
			.trim()
			.toLowerCase()
			.replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '')
			.replace(/ /g, '-');
		const before = found.get(anchor) ?? 0;
		found.set(anchor, before + 1);
		if (before > 0) found.set(`${anchor}-${before}`, 1);
	}
	return new Set(found.keys());
}

/** Text without fenced code, whose lines may look like headings and links. */
function withoutCode(text: string): string {
	return text.replace(/^(```|~~~)[\s\S]*?^\1/gm, '');
}

function read(file: string): string {
	return readFileSync(path.join(checkedFolder, file), 'utf8');
}

main();
