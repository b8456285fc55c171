import type { KnowledgeBaseSeed } from './difyKnowledgeBase';
import { sampleDocuments } from './sampleFiles';

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
