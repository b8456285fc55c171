import type { DocumentSeed, KnowledgeBaseSeed } from './knowledgeBase';
import { sampleDocuments, sampleMetadata } from '../sampleFiles';

/** A page of Notion: no original, its text in chunks of which neighbours share a line. */
export function samplePage(): DocumentSeed {
	return {
		name: 'Team handbook',
		dataSourceType: 'notion_import',
		metadata: [
			{ ...sampleMetadata.department, value: 'Human resources' },
			{ ...sampleMetadata.reviewed, value: 1_772_323_200 },
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
		metadataFields: Object.values(sampleMetadata),
		// Smaller than anybody's, so that a short page has chunks that overlap.
		splitting: { mostTokens: 30, overlapTokens: 10 },
	};
}

/** A knowledge base of this many pages without an original, each with its text in chunks of 1,000 bytes. */
export function manyPages(count: number, bytes: number): KnowledgeBaseSeed {
	const numbered = (value: number) => String(value).padStart(5, '0');
	const chunk = (page: number, at: number) =>
		Array.from({ length: 40 }, (_, i) => `Page ${numbered(page)}, line ${numbered(at + i)}`).join(
			'\n',
		);
	return {
		name: `${count} pages`,
		documents: Array.from({ length: count }, (_, i) => ({
			name: `page ${numbered(i + 1)}`,
			dataSourceType: 'notion_import',
			chunks: Array.from({ length: Math.ceil(bytes / 1000) }, (__, at) => chunk(i + 1, at * 40)),
		})),
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
