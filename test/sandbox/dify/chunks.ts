import { json, type Answer } from '../answer';
import { bytesOf } from '../content';
import { difyAnswers } from './answers';
import { MEMBER, type KnowledgeBase, type KnowledgeDocument } from './knowledgeBase';
import { madeUpUuid } from '../madeUpUuid';
import { page, readPaging } from './page';

/** A piece of a document's text as a test describes it; a text alone is its content. */
export type ChunkSeed =
	| string
	| {
			/** The question, in a document of questions and answers. */
			content: string;
			answer?: string;
			keywords?: string[];
			enabled?: boolean;
			status?: 'waiting' | 'indexing' | 'completed' | 'error' | 're_segment';
			hitCount?: number;
			/** Texts of the child chunks of a parent. */
			children?: string[];
	  };

interface Chunk {
	content: string;
	answer: string | null;
	keywords: string[];
	enabled: boolean;
	status: string;
	hitCount: number;
	children: string[];
}

/** `GET /datasets/{id}/documents/{document}/segments`. */
export function listChunks(
	knowledgeBase: KnowledgeBase,
	document: KnowledgeDocument,
	query: URLSearchParams,
): Answer {
	const paging = readPaging(query, 1);
	if (!paging) return difyAnswers.invalidParam('Input should be greater than or equal to 1');
	if (knowledgeBase.embeddingModelMissing) return difyAnswers.providerNotInitialized();

	const statuses = [...query.getAll('status'), ...query.getAll('status[]')];
	const keyword = (query.get('keyword') ?? '').toLowerCase();
	const matching = chunksOf(document)
		.map((chunk, index) => chunkJson(document, chunk, index))
		.filter(({ status }) => statuses.length === 0 || statuses.includes(status))
		.filter(({ content }) => content.toLowerCase().includes(keyword));
	return json(200, { ...page(matching, paging, (chunk) => chunk), doc_form: document.docForm });
}

/** The chunks of a document: none until it was read. */
export function chunksOf(document: KnowledgeDocument): Chunk[] {
	if (['queuing', 'indexing', 'paused', 'error'].includes(document.displayStatus)) return [];
	const seeds = document.chunks ?? [textOf(document)];
	return seeds.map((seed) => {
		const given = typeof seed === 'string' ? { content: seed } : seed;
		return {
			answer: null,
			keywords: [],
			enabled: true,
			status: 'completed',
			hitCount: 0,
			children: [],
			...given,
		};
	});
}

function textOf({ content, mimeType, name }: KnowledgeDocument): string {
	return mimeType.startsWith('text/') && !isGenerated(content)
		? bytesOf(content).toString('utf8')
		: `Text of ${name}`;
}

function isGenerated(content: KnowledgeDocument['content']): boolean {
	return typeof content === 'object' && 'bytes' in content;
}

function chunkJson(document: KnowledgeDocument, chunk: Chunk, index: number) {
	const id = madeUpUuid(`chunk ${document.id} ${index}`);
	const { content, enabled } = chunk;
	return {
		id,
		position: index + 1,
		document_id: document.id,
		content,
		sign_content: content,
		answer: chunk.answer,
		word_count: content.length,
		tokens: Math.ceil(content.length / 4),
		keywords: chunk.keywords,
		index_node_id: madeUpUuid(`node ${id}`),
		index_node_hash: madeUpUuid(`hash ${id}`).replaceAll('-', ''),
		hit_count: chunk.hitCount,
		enabled,
		disabled_at: enabled ? null : document.updatedAt,
		disabled_by: enabled ? null : MEMBER,
		status: chunk.status,
		created_by: MEMBER,
		created_at: document.createdAt,
		updated_at: document.updatedAt,
		updated_by: null,
		indexing_at: document.createdAt,
		completed_at: document.createdAt + 30,
		error: null,
		stopped_at: null,
		child_chunks: chunk.children.map((child, i) => ({
			id: madeUpUuid(`child ${id} ${i}`),
			segment_id: id,
			content: child,
			position: i + 1,
			word_count: child.length,
			type: 'automatic',
			created_at: document.createdAt,
			updated_at: document.updatedAt,
		})),
		attachments: [],
		summary: null,
	};
}
