import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import yazl from 'yazl';

import type { Archive } from '../../nodes/shared/archive/archive';
import { archiveOfOwn } from '../unit/shared/archive/ownEntries';
import { Merging, openStored } from '../unit/shared/archive/stored';

/**
 * Has merged archives tested by Info-ZIP, Python, 7-Zip and bsdtar reading from a pipe, which must
 * be installed: npx tsx test/fuzz/checkWithOtherReaders.ts
 */
async function main(): Promise<void> {
	const folder = mkdtempSync(join(tmpdir(), 'merged-archives-'));
	try {
		await check(folder, 'a merge of 20 parts with colliding Japanese names', await manyParts());
		await check(folder, 'a merge that crosses 65,535 entries', await manyEntries());
		await check(folder, 'a merge that crosses 4 GiB', await manyBytes());
		await checkOwn(folder);
	} finally {
		rmSync(folder, { recursive: true });
	}
}

async function manyParts(): Promise<Archive[]> {
	const names = [
		'報告書.pdf',
		'議事録/第1回.docx',
		'見積書 (1).xlsx',
		'見積書.xlsx',
		'"写真" 📷.jpg',
	];
	const parts: Archive[] = [];
	for (let part = 1; part <= 20; part++) {
		const files = names.map((name) => ({
			name,
			text: `${name}, part ${part}\n`.repeat(100 * part),
		}));
		parts.push(
			await archiveOf((zip) =>
				files.forEach(({ name, text }) => zip.addBuffer(Buffer.from(text), name)),
			),
		);
	}
	return parts;
}

async function manyEntries(): Promise<Archive[]> {
	const thousand = await archiveOf((zip) => {
		for (let number = 0; number < 1000; number++)
			zip.addBuffer(Buffer.from(`${number}`), `${number}.txt`);
	});
	return Array.from({ length: 67 }, () => thousand);
}

async function manyBytes(): Promise<Archive[]> {
	const large = Buffer.alloc(
		900 * 1024 ** 2,
		'some bytes that are stored as they are, not compressed. ',
	);
	const part = await archiveOf((zip) => {
		zip.addBuffer(large, '大きい.bin', { compress: false });
		zip.addBuffer(Buffer.from('small'), '小さい.txt');
	});
	return Array.from({ length: 5 }, () => part);
}

async function archiveOf(fill: (zip: yazl.ZipFile) => void): Promise<Archive> {
	const zip = new yazl.ZipFile();
	fill(zip);
	zip.end();
	const chunks: Buffer[] = [];
	for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
	const bytes = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
	return await openStored({ bytes, read: async () => Readable.from(chunks) });
}

async function check(folder: string, title: string, parts: Archive[]): Promise<void> {
	const merged = new Merging(parts.map((archive) => ({ archive })));
	await read(folder, title, merged.chunks, () => merged.entries.map(({ name }) => name));
}

/** Entries that the nodes write themselves: some deflated, some stored, one empty. */
async function checkOwn(folder: string): Promise<void> {
	const files = Array.from({ length: 1000 }, (_, number) => ({
		name: `ページ ${number}.md`,
		content: Buffer.from(`# ページ ${number}\n\n${'本文。'.repeat(number)}`.slice(0, number * 10)),
		time: new Date(Date.UTC(2026, 2, 1, 12, 0, number)),
	}));
	const names = files.map(({ name }) => name);
	await read(folder, '1,000 entries of our own', archiveOfOwn(files), () => names);
}

async function read(
	folder: string,
	title: string,
	chunks: AsyncIterable<Buffer>,
	expected: () => string[],
): Promise<void> {
	const path = join(folder, 'merged.zip');
	await pipeline(chunks, createWriteStream(path));
	console.log(`\n${title}: ${expected().length} files, ${statSync(path).size} bytes`);
	report('unzip -tq', run('unzip', ['-tq', path]));
	report('python3 -m zipfile -t', run('python3', ['-m', 'zipfile', '-t', path]));
	report('7z t', run('7z', ['t', path]));
	const names = await namesFromPipe(path);
	const isSame = names.join('\n') === expected().join('\n');
	if (!isSame) throw new Error(`bsdtar reads other names: ${names.slice(0, 10).join(', ')}`);
	report('bsdtar -tf -', `${names.length} names, the same as those written`);
}

function run(tool: string, args: string[]): string {
	return execFileSync(tool, args, { encoding: 'utf8', maxBuffer: 64 * 1024 ** 2 });
}

/** Ends of outputs are what tells. */
function report(tool: string, output: string): void {
	const lines = output
		.trim()
		.split('\n')
		.filter((line) => /\S/.test(line));
	console.log(
		`  ${tool}: ${lines
			.slice(-6)
			.map((line) => line.trim())
			.join(' | ')}`,
	);
}

async function namesFromPipe(path: string): Promise<string[]> {
	const tar = spawn('sh', ['-c', 'cat "$0" | LC_ALL=C.UTF-8 bsdtar -tf -', path]);
	let output = '';
	tar.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
	tar.stderr.pipe(process.stderr);
	const code = await new Promise((resolve) => tar.on('close', resolve));
	if (code !== 0) throw new Error(`bsdtar ended with ${String(code)}`);
	return output
		.trim()
		.split('\n')
		.map((name) => name.replace(/\\"/g, '"'));
}

void main();
