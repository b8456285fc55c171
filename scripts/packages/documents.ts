import { existsSync } from 'node:fs';
import path from 'node:path';

import { projectFolder } from '../folders';
import { namesAnother, type Service } from './services';

/** Words of this repository alone: `<!-- only here -->` … `<!-- /only here -->`. */
const ONLY_HERE = / *<!-- only here -->[^]*?<!-- \/only here -->/g;
/** Words of one package, which are hidden here: `<!-- in n8n-nodes-x: … -->`. */
const IN_PACKAGE = /<!-- in (n8n-nodes-[\w-]+):\s*([^]*?)\s*-->/g;
/** Says which service a text is about that does not name it: `<!-- Dify -->`. */
const ABOUT = / *<!-- \w+ -->/g;
const HEADING = /^(#+) /;
/** Hiragana and katakana: n8n verifies packages in English. */
const JAPANESE = /[\u3040-\u30ff]/;
const LINK = /(\]\(<?)([^)\s>#]+)(#[^)\s>]*)?(>?(?:\s+"[^"]*")?\))/g;

/** A document of a package: what of ours concerns its service, in English. */
export interface Document {
	text: string;
	/** Pictures that it shows, from the project's folder. */
	pictures: string[];
}

/**
 * What a document of this repository says to those who use one service. A section, paragraph, table row
 * or list item that names another service is left out, whatever else it says. Comments help where that
 * is too little or too much: `ABOUT`, `ONLY_HERE` and `IN_PACKAGE`.
 *
 * @param has whether a file is in the package's tree; links to others lead to this repository
 */
export function documentFor(
	service: Service,
	file: string,
	text: string,
	has: (file: string) => boolean,
): Document {
	const worded = text
		.replace(ONLY_HERE, '')
		.replace(IN_PACKAGE, (_, name: string, words: string) =>
			name === service.packageName ? words : '',
		);
	const isOurs = (block: string) =>
		!namesAnother(service, block) && !JAPANESE.test(block) && examplesOf(file, block).every(has);
	const kept = keptBlocks(blocksOf(worded), isOurs).join('\n\n');
	const pictures: string[] = [];
	const linked = kept.replace(LINK, (link, start, target: string, anchor = '', end) => {
		const local = localFile(file, target);
		if (local === undefined) return link;
		if (/\.(png|svg)$/.test(local)) pictures.push(local);
		else if (!has(local)) return `${start}{sourceAddress}/blob/main/${local}${anchor}${end}`;
		return link;
	});
	return { text: `${linked.replace(ABOUT, '')}\n`, pictures };
}

/** The file of this repository that a document's link leads to. */
function localFile(document: string, target: string): string | undefined {
	if (/^[a-z]+:/i.test(target)) return undefined;
	const file = path.posix.join(path.posix.dirname(document), decodeURIComponent(target));
	return existsSync(path.join(projectFolder, file)) ? file : undefined;
}

/** The example workflows that a text links to or shows a picture of. */
function examplesOf(document: string, text: string): string[] {
	return [...text.matchAll(LINK)]
		.map(([, , target]) => localFile(document, target) ?? '')
		.map((file) => file.replace(/^docs\/images\/workflow-(.+)\.png$/, 'workflows/$1.json'))
		.filter((file) => file.startsWith('workflows/'));
}

/** What stands between blank lines; a fenced block of code is one. */
function blocksOf(text: string): string[] {
	return (
		text.match(/(?:^(```|~~~)[^]*?^\1$|^.*\S.*$)(?:\n(?!\n)(?:(```|~~~)[^]*?^\2$|.*\S.*$))*/gm) ??
		[]
	);
}

/** Leaves out what is not ours: sections by their headings, blocks, and parts of tables and lists. */
function keptBlocks(blocks: string[], isOurs: (text: string) => boolean): string[] {
	const kept: string[] = [];
	let leftOut = Infinity;
	for (const block of blocks) {
		const level = HEADING.exec(block)?.[1].length;
		if (level !== undefined && level <= leftOut) leftOut = isOurs(block) ? Infinity : level;
		if (leftOut !== Infinity) continue;
		if (level !== undefined) dropEmptyHeadings(kept, level);
		const parts = partsOf(block);
		// A table without its head is none.
		if (block.startsWith('|') && !isOurs(parts[0])) continue;
		const text = parts.filter(isOurs).join('\n');
		if (!isEmpty(text)) kept.push(text);
	}
	dropEmptyHeadings(kept, 1);
	return kept;
}

/** A heading without text below it goes, when the next one is not below it either. */
function dropEmptyHeadings(kept: string[], nextLevel: number): void {
	for (;;) {
		const level = HEADING.exec(kept.at(-1) ?? '')?.[1].length;
		if (level === undefined || level < nextLevel) return;
		kept.pop();
	}
}

/** A table's rows and a list's items can be left out one by one. */
function partsOf(block: string): string[] {
	if (block.startsWith('|')) return block.split('\n');
	if (/^([-*]|\d+\.) /.test(block)) return block.split(/\n(?=(?:[-*]|\d+\.) )/);
	return [block];
}

function isEmpty(block: string): boolean {
	return block === '' || (block.startsWith('|') && block.split('\n').length <= 2);
}
