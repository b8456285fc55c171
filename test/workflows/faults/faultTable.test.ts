import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../nodes/shared/messages/connectionRows';

const testFolder = join(__dirname, '../..');
const rows = [...difyRows, ...archiveRows, ...connectionRows];

/** The cells of the table of faults, without its head. */
const table = readFileSync(join(testFolder, 'FAULTS.md'), 'utf8')
	.split('\n')
	.filter((line) => line.startsWith('|'))
	.slice(2)
	.map((line) => line.split('|').slice(1, -1))
	.map((cells) => cells.map((cell) => cell.trim()))
	.map(([fault, seen, row, test]) => ({ fault, seen, row: row.replaceAll('`', ''), test }));

/** Names of tests as their sources write them, whatever the line breaks and quotes. */
const plain = (text: string) => text.replaceAll('\\', '').replace(/\s+/g, ' ');

test.each(table)('the test of "$fault" exists', ({ test: reference }) => {
	const [, file, name] = /^(\S+\.test\.ts): (.+)$/.exec(reference)!;
	expect(existsSync(join(testFolder, file))).toBe(true);
	expect(plain(readFileSync(join(testFolder, file), 'utf8'))).toContain(name);
});

test.each(rows)(
	'the message "$id" is in the table, with the words that the user sees',
	({ id, message }) => {
		const entries = table.filter(({ row }) => row === id);
		expect(entries.length).toBeGreaterThan(0);
		const words = message.replace('{service}', 'Dify');
		for (const { seen } of entries) expect(seen).toContain(words);
	},
);

test('the table names no message that the nodes do not have', () => {
	const ids = new Set(rows.map(({ id }) => id));
	expect(table.filter(({ row }) => row !== '' && !ids.has(row))).toEqual([]);
});
