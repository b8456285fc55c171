import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DocumentSeed, KnowledgeBaseSeed } from './difyKnowledgeBase';
import type { FlowSeed } from './gumloopRuns';

/** The bytes of a file in `files/`. */
function sampleFile(name: 'invoice.pdf' | 'notes.txt' | 'picture.png' | 'budget.xlsx'): Buffer {
	return readFileSync(join(__dirname, 'files', name));
}

const metadataFields = {
	year: { id: 'b3b1a9d2-7c1e-4c53-9d7e-0f3f5d0c1a11', name: 'year', type: 'number' },
	department: { id: 'c7d20c1e-50b6-4a5e-9a34-6d1f0e7b2a52', name: 'department', type: 'string' },
	reviewed: { id: '2f6c8e04-93ad-4f0c-8f5b-1c5a7a9d3e93', name: 'reviewed', type: 'time' },
};

/** Real files under names that file systems and headers find difficult. */
export function sampleDocuments(): DocumentSeed[] {
	return [
		{
			name: '請求書 2026-03.pdf',
			content: sampleFile('invoice.pdf'),
			metadata: [
				{ ...metadataFields.year, value: 2026 },
				{ ...metadataFields.department, value: 'Accounting' },
			],
		},
		{ name: '会議メモ 📝.txt', content: sampleFile('notes.txt') },
		{ name: 'team "alpha" photo.png', content: sampleFile('picture.png') },
		{ name: "the year's budget.xlsx", content: sampleFile('budget.xlsx') },
	];
}

/** A page of Notion: no original, its text in chunks of which neighbours share a line. */
export function samplePage(): DocumentSeed {
	return {
		name: 'Team handbook',
		dataSourceType: 'notion_import',
		metadata: [
			{ ...metadataFields.department, value: 'Human resources' },
			{ ...metadataFields.reviewed, value: 1_772_323_200 },
		],
		chunks: [
			'# Welcome\n\nThis handbook tells how we work.\n\nQuestions go to the office, room 12.',
			'Questions go to the office, room 12.\n\n## Working hours\n\nWe meet at 10:00 every Monday.',
			{
				content: '## 休暇\n\n休暇は2週間前に申請してください。',
				keywords: ['休暇', '申請'],
				hitCount: 3,
			},
		],
	};
}

/** A small knowledge base of real files, with a page of Notion among them. */
export function sampleKnowledgeBase(): KnowledgeBaseSeed {
	return {
		name: 'Sample documents',
		documents: [...sampleDocuments(), samplePage()],
		metadataFields: Object.values(metadataFields),
	};
}

/** A knowledge base of this many small documents, for paging and batches. */
export function manyDocuments(count: number, bytes = 2000): KnowledgeBaseSeed {
	return {
		name: `${count} documents`,
		documents: Array.from({ length: count }, (_, i) => ({
			name: `document ${String(i + 1).padStart(5, '0')}.txt`,
			content: { bytes, seed: i + 1 },
		})),
	};
}

/** A flow whose runs take two polls and then store the same real files. */
export function sampleFlow(): FlowSeed {
	const files = sampleDocuments().map(({ name, content = '' }) => ({ name, content }));
	return {
		name: 'Collect documents',
		description: 'Stores a few files and names them in the output "files".',
		inputs: [{ name: 'month', data_type: 'string', description: 'Month, e.g. 2026-03' }],
		script: (inputs) => ({
			states: ['RUNNING', 'RUNNING', 'DONE'],
			outputs: { files: files.map((file) => file.name), month: inputs.month ?? null },
			log: ['Started', 'Stored 4 files'],
			files,
		}),
	};
}
