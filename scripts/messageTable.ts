/**
 * The messages of the nodes as Markdown tables, from the same rows that the nodes use. With `--write`
 * they are put into the README between `<!-- messages:start -->` and `<!-- messages:end -->`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { difyAdvice, difyRows } from '../nodes/DifyKnowledge/messages';
import { gumloopAdvice, gumloopRows } from '../nodes/Gumloop/messages';
import { archiveRows } from '../nodes/shared/messages/archive';
import { connectionRows } from '../nodes/shared/messages/connection';
import type { Advice, MessageRow } from '../nodes/shared/messages/row';

const README = path.join(__dirname, '..', 'README.md');
const BLOCK = /(<!-- messages:start -->)[^]*?(<!-- messages:end -->)/;

/** The tables, one for each node and one for what both share. */
export function messageTables(): string {
	return [
		section('Dify Knowledge', difyRows, { service: 'Dify', ...difyAdvice }),
		section('Gumloop', gumloopRows, { service: 'Gumloop', ...gumloopAdvice }),
		section('Both nodes', [...archiveRows, ...connectionRows], bothAdvise()),
	].join('\n\n');
}

/** What a README holds between the markers; undefined without markers. */
export function messageBlockOf(readme: string): string | undefined {
	const block = BLOCK.exec(readme)?.[0];
	return block?.split('\n').slice(1, -1).join('\n').trim();
}

type Words = Record<string, string>;

/** What the rows for both nodes say where each node has words of its own. */
function bothAdvise(): Words {
	const names = Object.keys(difyAdvice) as Array<keyof Advice>;
	const both = names.map((name) => [
		name,
		`${difyAdvice[name]} (Dify) or ${gumloopAdvice[name]} (Gumloop)`,
	]);
	return { service: 'the service', ...(Object.fromEntries(both) as Words) };
}

function section(title: string, rows: MessageRow[], words: Words): string {
	const lines = rows.map(
		(row) =>
			`| ${cell(row.message, words)} | ${cell(conditions(row), words)} | ${cell(row.description, words)} |`,
	);
	const head = ['| What n8n shows | When | What to do |', '| --- | --- | --- |'];
	return [`### ${title}`, '', ...head, ...lines].join('\n');
}

function cell(text: string, words: Words): string {
	const filled = text
		.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? `_${name}_`)
		.replaceAll('|', '\\|');
	return filled.replace(/^the service/, 'The service');
}

function conditions({ when }: MessageRow): string {
	const { status, symptom, content, said, url, key, versionBelow } = when;
	const kinds = content?.map((kind) => ({ html: 'a web page' })[kind as 'html'] ?? 'other content');
	const parts = [
		status?.join(', '),
		symptom?.map((code) => `\`${code}\``).join(', '),
		kinds && `with ${kinds.join(' or ')}`,
		said &&
			`saying ${plain(said)
				.map((words) => `“${words}”`)
				.join(', ')}`,
		url &&
			`at ${plain(url)
				.map((end) => `\`${end}\``)
				.join(', ')}`,
		key && { app: "a key that starts with 'app-'", oAuth2: 'with OAuth2' }[key],
		versionBelow && `server below ${versionBelow}`,
	];
	return parts.filter(Boolean).join(', ') || 'anything else';
}

/** The alternatives of a simple pattern, without its syntax. */
function plain({ source }: RegExp): string[] {
	return source
		.replaceAll('(\\/|$)', '')
		.replace(/\\b|[()?$]/g, '')
		.replaceAll('\\/', '/')
		.split('|');
}

async function main(): Promise<void> {
	if (!process.argv.includes('--write')) return console.log(messageTables());
	const readme = readFileSync(README, 'utf8');
	if (!BLOCK.test(readme)) throw new Error('README.md has no place for the messages.');
	const tables = messageTables();
	const written = readme.replace(BLOCK, (_, start, end) => `${start}\n\n${tables}\n\n${end}`);
	const { format, resolveConfig } = await import('prettier');
	const config = await resolveConfig(README);
	writeFileSync(README, await format(written, { ...config, filepath: README }));
}

if (require.main === module) void main();
