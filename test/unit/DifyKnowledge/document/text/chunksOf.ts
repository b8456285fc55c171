import type { Chunk } from '../../../../../nodes/DifyKnowledge/document/text/chunks';

/** Chunks that Dify cut out of one paragraph, so that they may overlap. */
export function chunksOf(contents: string[], more: Partial<Chunk> = {}): Chunk[] {
	return contents.map((content, index) => ({
		position: index + 1,
		content,
		keywords: [],
		enabled: true,
		hitCount: 0,
		tokens: 15,
		...more,
	}));
}
