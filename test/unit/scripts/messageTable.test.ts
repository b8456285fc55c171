import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { messageBlockOf, messageTables } from '../../../scripts/messageTable';

const readme = join(__dirname, '../../../README.md');

test('the tables hold every message with what to do', () => {
	const tables = messageTables();
	for (const { message } of difyRows) expect(tables).toContain(message);
	expect(tables).not.toContain('{');
});

/** Without what Prettier does to a table: padding and escapes. */
const bare = (markdown = '') =>
	markdown.replaceAll('\\', '').replace(/ +/g, ' ').replace(/-{3,}/g, '---');

test("the README's messages are those of the code (npx tsx scripts/messageTable.ts --write)", () => {
	expect(bare(messageBlockOf(readFileSync(readme, 'utf8')))).toBe(bare(messageTables()));
});
