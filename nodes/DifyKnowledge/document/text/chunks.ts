import type { Service } from '../../../shared/http/service';
import { textOf } from '../../../shared/json';
import type { Outcome } from '../../../shared/messages/fault';
import { listRows } from '../../paging/listRows';
import type { ListedRow } from '../../paging/page';
import type { Turn } from '../../../shared/concurrency';

/** A piece of a document's text, as Dify indexed it. */
export interface Chunk {
	/** Counted from 1. */
	position: number;
	/** The text; the question in a document of questions and answers; the parent of child chunks. */
	content: string;
	/** Only in a document of questions and answers. */
	answer?: string;
	keywords: string[];
	/** Whether Dify finds it. */
	enabled: boolean;
	/** How often it was found. */
	hitCount: number;
	/** As Dify counted them; 0 where it did not. */
	tokens: number;
}

export interface Chunks {
	/** In the order of the text. */
	chunks: Chunk[];
	/** Whether `most` left some out. */
	isCut: boolean;
}

/** Where the chunks of a document are. */
export function chunksPath(knowledgeBaseId: string, documentId: string): string {
	return `/datasets/${knowledgeBaseId}/documents/${documentId}/segments`;
}

/**
 * Fetches the chunks of a document of any kind, all or the first ones; Dify's rate limit does not
 * count these requests.
 */
export async function fetchChunks(
	dify: Service,
	path: string,
	{ most, inTurn }: { most?: number; inTurn?: Turn } = {},
): Promise<Outcome<Chunks>> {
	const listed = await listRows(dify, { path, pick: chunkOf, most, inTurn });
	if (listed.fault) return listed;
	const { rows, isCut } = listed.value;
	const chunks = rows.flat().sort((a, b) => a.position - b.position);
	return { value: { chunks, isCut } };
}

/**
 * The same without holding any: each is handed on as it comes. Those of a list that had to be read
 * more than once come more than once.
 */
export async function passChunks(
	dify: Service,
	path: string,
	{ take, inTurn }: { take: (chunk: Chunk) => void; inTurn?: Turn },
): Promise<Outcome<true>> {
	const pick = (row: ListedRow) => {
		chunkOf(row).forEach(take);
		return true;
	};
	const listed = await listRows(dify, { path, pick, inTurn });
	return listed.fault ? listed : { value: true };
}

/** None where its text is about to be replaced (status re_segment). */
function chunkOf(row: ListedRow): Chunk[] {
	if (row.status === 're_segment') return [];
	return [
		{
			position: Number(row.position) || 0,
			content: textOf(row.content) ?? '',
			answer: textOf(row.answer) || undefined,
			keywords: Array.isArray(row.keywords)
				? row.keywords.flatMap((word) => textOf(word) ?? [])
				: [],
			enabled: row.enabled !== false,
			hitCount: Number(row.hit_count) || 0,
			tokens: Number(row.tokens) || 0,
		},
	];
}
