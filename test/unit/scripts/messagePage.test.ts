import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { difyRows } from '../../../nodes/DifyKnowledge/messages';
import { messagePage } from '../../../scripts/messagePage';

const written = readFileSync(join(__dirname, '../../../docs/messages.md'), 'utf8');

test('docs/messages.md holds the messages of the code (npm run messages)', () => {
	expect(written).toBe(messagePage());
});

test('every message stands there with what to do, and no placeholder is left', () => {
	const inOneLine = written.replace(/\s+/g, ' ');
	for (const { message } of difyRows) expect(inOneLine).toContain(message);
	expect(written).not.toContain('{');
});

test('no line is longer than a screen is wide', () => {
	const longest = Math.max(...written.split('\n').map((line) => line.length));
	expect(longest).toBeLessThanOrEqual(100);
});
