import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface SampleDocument {
	name: string;
	content: Buffer;
	/** Values of fields that the service's users have made. */
	metadata?: Array<{ id: string; name: string; type: string; value: unknown }>;
}

/** The bytes of a file in `files/`. */
function sampleFile(name: 'invoice.pdf' | 'notes.txt' | 'picture.png' | 'budget.xlsx'): Buffer {
	return readFileSync(join(__dirname, 'files', name));
}

/** Fields that describe these files where a service has such fields. */
export const sampleMetadata = {
	year: { id: 'b3b1a9d2-7c1e-4c53-9d7e-0f3f5d0c1a11', name: 'year', type: 'number' },
	department: { id: 'c7d20c1e-50b6-4a5e-9a34-6d1f0e7b2a52', name: 'department', type: 'string' },
	reviewed: { id: '2f6c8e04-93ad-4f0c-8f5b-1c5a7a9d3e93', name: 'reviewed', type: 'time' },
};

/** Real files under names that file systems and headers find difficult. */
export function sampleDocuments(): SampleDocument[] {
	return [
		{
			name: '請求書 2026-03.pdf',
			content: sampleFile('invoice.pdf'),
			metadata: [
				{ ...sampleMetadata.year, value: 2026 },
				{ ...sampleMetadata.department, value: 'Accounting' },
			],
		},
		{ name: '会議メモ 📝.txt', content: sampleFile('notes.txt') },
		{ name: 'team "alpha" photo.png', content: sampleFile('picture.png') },
		{ name: "the year's budget.xlsx", content: sampleFile('budget.xlsx') },
	];
}
