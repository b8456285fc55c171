import type { INode } from 'n8n-workflow';

import { difyAdvice, difyRows } from '../../../../nodes/DifyKnowledge/messages';
import { archiveRows } from '../../../../nodes/shared/messages/archiveRows';
import { connectionRows } from '../../../../nodes/shared/messages/connectionRows';
import { faultOf, toNodeApiError } from '../../../../nodes/shared/messages/fault';
import type { MessageRow } from '../../../../nodes/shared/messages/row';

const node = { name: 'Node', type: 'node' } as INode;
const rows = [...difyRows, ...archiveRows, ...connectionRows];

const voice = (own: MessageRow[]) => ({
	name: 'Dify',
	rows: own,
	advice: difyAdvice,
	secrets: ['secret-key'],
});

/** A situation that meets the row's conditions, as far as it names values. */
function situationFor({ when }: MessageRow) {
	return {
		status: when.status?.[0],
		symptom: when.symptom?.[0],
		content: when.content?.[0],
		said: 'ENOENT, ECONNREFUSED and EPERM were said',
		url: 'https://dify.example.com/v1/datasets',
		location: 'https://elsewhere.example.com',
		version: '1.12.0',
	};
}

describe.each(rows.map((row) => [row.id, row] as const))('the row %s', (_, row) => {
	const condition = { ...row, when: {} };
	const fault = faultOf(voice([condition]), situationFor(row));

	test('keeps its own words in the error that n8n shows', () => {
		const error = toNodeApiError(node, fault, 3);
		expect(error.message).toBe(row.message.replaceAll('{service}', 'Dify'));
		expect(error.description).toBe(fault.description);
		expect(error.context.itemIndex).toBe(3);
	});

	test('says what happened and what to do, with every placeholder filled', () => {
		expect(fault.message).toMatch(/^['A-Zn]/);
		expect(fault.message).not.toMatch(/[{}]|\b(error|problem|failure|failed)\b/i);
		expect(row.description).not.toMatch(/\b(error|problem|failure)\b/i);
		expect(fault.description).not.toMatch(/[{}]/);
		expect(row.description.length).toBeGreaterThan(30);
	});
});

test('every row has a name of its own', () => {
	expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
});

test('the last row takes whatever no other row knows', () => {
	const situation = { said: '', url: 'https://host', symptom: 'NEVER_HEARD_OF' };
	expect(faultOf(voice(difyRows), situation).row).toBe('unexpected');
});
