/** Writes docs/messages.md: the messages of the nodes, from the same rows that the nodes use. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';

import { difyAdvice, difyRows } from '../nodes/DifyKnowledge/messages';
import { gumloopAdvice, gumloopRows } from '../nodes/Gumloop/messages';
import { archiveRows } from '../nodes/shared/messages/archiveRows';
import { connectionRows } from '../nodes/shared/messages/connectionRows';
import type { Advice, MessageRow } from '../nodes/shared/messages/row';

const FILE = path.join(__dirname, '..', 'docs', 'messages.md');

/** The whole page: a section for each node and one for what both share. */
export function messagePage(): string {
	const page = [
		'# Messages',
		INTRODUCTION,
		section('Dify Knowledge', difyRows, { service: 'Dify', ...difyAdvice }),
		section('Gumloop', gumloopRows, { service: 'Gumloop', ...gumloopAdvice }),
		section('Both nodes', [...archiveRows, ...connectionRows], bothAdvise()),
	].join('\n\n');
	return `${page.split('\n').map(wrapped).join('\n')}\n`;
}

const LINE_LENGTH = 100;

function wrapped(line: string): string {
	const lines = [''];
	for (const word of line.split(' ')) {
		const longer = [lines.at(-1), word].filter(Boolean).join(' ');
		if (longer.length <= LINE_LENGTH) lines[lines.length - 1] = longer;
		else lines.push(word);
	}
	return lines.join('\n');
}

const INTRODUCTION =
	'Every message of the nodes: what happened, when it is seen (the status or code behind it), and what to ' +
	'do. n8n shows the message as the title of the error and the advice below it. Where several could apply, ' +
	'the first one counts. Words in _italics_ are filled in. Made by `npm run messages` from the rows that ' +
	'the nodes use.';

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
	const paragraphs = rows.map(
		(row) =>
			`**${filled(row.message, words)}**\\\nSeen with ${conditions(row)}.\\\n${filled(row.description, words)}`,
	);
	return [`## ${title}`, ...paragraphs].join('\n\n');
}

function filled(text: string, words: Words): string {
	return text
		.replace(/\{(\w+)\}/g, (_, name: string) => words[name] ?? `_${name}_`)
		.replace(/^the service/, 'The service');
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

if (require.main === module) {
	writeFileSync(FILE, messagePage());
}
