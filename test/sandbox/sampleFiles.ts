import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { DocumentSeed, KnowledgeBaseSeed } from './difyKnowledgeBase';
import type { FlowSeed } from './gumloopRuns';

/** The bytes of a file in `files/`. */
function sampleFile(name: 'invoice.pdf' | 'notes.txt' | 'picture.png' | 'budget.xlsx'): Buffer {
	return readFileSync(join(__dirname, 'files', name));
}

/** Real files under names that file systems and headers find difficult. */
export function sampleDocuments(): DocumentSeed[] {
	return [
		{
			name: '請求書 2026-03.pdf',
			content: sampleFile('invoice.pdf'),
			metadata: [
				{ id: 'b3b1a9d2-7c1e-4c53-9d7e-0f3f5d0c1a11', name: 'year', type: 'number', value: 2026 },
			],
		},
		{ name: '会議メモ 📝.txt', content: sampleFile('notes.txt') },
		{ name: 'team "alpha" photo.png', content: sampleFile('picture.png') },
		{ name: "the year's budget.xlsx", content: sampleFile('budget.xlsx') },
	];
}

/** A small knowledge base of real files, with one page of Notion among them. */
export function sampleKnowledgeBase(): KnowledgeBaseSeed {
	return {
		name: 'Sample documents',
		documents: [...sampleDocuments(), { name: 'Team handbook', dataSourceType: 'notion_import' }],
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
