import { extname } from 'node:path';

import { lengthOf, type Content } from '../content';
import type { ChunkSeed } from './chunks';
import { madeUpUuid } from '../madeUpUuid';

export type DisplayStatus =
	'queuing' | 'indexing' | 'paused' | 'error' | 'available' | 'disabled' | 'archived';

/** How the text of a document is kept: plain, as questions and answers, as parents with children. */
export type DocForm = 'text_model' | 'qa_model' | 'hierarchical_model';

/** A metadata field of a document with its value, which Dify hands out as text. */
export interface MetadataValue {
	id: string;
	name: string;
	type: string;
	value: unknown;
}

/** A document as a test describes it; everything but the name has a default. */
export interface DocumentSeed {
	name: string;
	id?: string;
	content?: Content;
	/** `upload_file` (default) is the only kind that can be downloaded. */
	dataSourceType?: string;
	/** Name of the uploaded file where it is another one than the document's. */
	fileName?: string;
	/** Created by the API from a text: its name has no extension, its extension is `txt` all the same. */
	fromText?: boolean;
	mimeType?: string;
	displayStatus?: DisplayStatus;
	/** Unix seconds. */
	createdAt?: number;
	/** Second key of the list's order; counts up by itself, and is equal where documents are added at once. */
	position?: number;
	metadata?: MetadataValue[] | null;
	docForm?: DocForm;
	/** Its text, in pieces; one piece with its text (or name) when left out. */
	chunks?: ChunkSeed[];
	/** The uploaded file was deleted: `upload_file` is `{}` and a download is 404. */
	uploadFileGone?: boolean;
	/** The file is missing in the storage: a ZIP is 500, a signed URL fails. */
	blobMissing?: boolean;
	/** Size in the database where it is wrong, e.g. the number of characters of an old text. */
	storedSize?: number;
}

export interface KnowledgeDocument extends DocumentSeed {
	id: string;
	content: Content;
	dataSourceType: string;
	fileName: string;
	mimeType: string;
	displayStatus: DisplayStatus;
	createdAt: number;
	/** Unix seconds; only the document itself shows it, no list. */
	updatedAt: number;
	docForm: DocForm;
	uploadFileId: string;
	position: number;
}

/** A knowledge base as a test describes it; everything but the name has a default. */
export interface KnowledgeBaseSeed {
	name: string;
	id?: string;
	description?: string;
	documents?: Iterable<DocumentSeed>;
	/** False: the API is switched off for it, so that its endpoints answer 403. */
	enableApi?: boolean;
	/** Another member's private one: listed only with `include_all=true`. */
	privateToOthers?: boolean;
	tags?: Array<{ id: string; name: string }>;
	runtimeMode?: 'general' | 'rag_pipeline';
	/** Metadata fields that no document has a value for; those of documents are found by themselves. */
	metadataFields?: Array<{ id: string; name: string; type: string }>;
	/** Dify adds its own fields (document_name, uploader …) to every document's metadata. */
	builtInMetadata?: boolean;
	/** How Dify cuts texts into chunks: tokens of a chunk, and how many of them the next one repeats. */
	splitting?: { mostTokens: number; overlapTokens: number };
	/** The embedding model was removed or its provider is not set up: chunks are refused. */
	embeddingModelMissing?: boolean;
	/** Unix seconds. */
	createdAt?: number;
}

export interface KnowledgeBase extends KnowledgeBaseSeed {
	id: string;
	documents: KnowledgeDocument[];
	enableApi: boolean;
	privateToOthers: boolean;
	tags: Array<{ id: string; name: string }>;
	runtimeMode: 'general' | 'rag_pipeline';
	createdAt: number;
}

/** The member whom everything belongs to. */
export const MEMBER = madeUpUuid('member');

const FIRST_CREATED_AT = 1_767_225_600;

const MIME_TYPES: Record<string, string> = {
	'.pdf': 'application/pdf',
	'.txt': 'text/plain',
	'.md': 'text/markdown',
	'.png': 'image/png',
	'.csv': 'text/csv',
	'.xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	'.docx': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
};

/** Fills in what the seed leaves out. Ids depend on the names and the order alone. */
export function makeKnowledgeBase(seed: KnowledgeBaseSeed, index: number): KnowledgeBase {
	const id = seed.id ?? madeUpUuid(`knowledge base ${index}`);
	return {
		...seed,
		id,
		documents: Array.from(seed.documents ?? [], (document, i) => makeDocument(document, id, i + 1)),
		enableApi: seed.enableApi ?? true,
		privateToOthers: seed.privateToOthers ?? false,
		tags: seed.tags ?? [],
		runtimeMode: seed.runtimeMode ?? 'general',
		createdAt: seed.createdAt ?? FIRST_CREATED_AT + index,
	};
}

/** Fills in what the seed leaves out; `position` counts from 1 in the order of adding. */
export function makeDocument(
	seed: DocumentSeed,
	knowledgeBaseId: string,
	position: number,
): KnowledgeDocument {
	const fileName = seed.fileName ?? seed.name;
	const createdAt = seed.createdAt ?? FIRST_CREATED_AT + position;
	return {
		...seed,
		id: seed.id ?? madeUpUuid(`document ${knowledgeBaseId} ${position}`),
		content: seed.content ?? `${seed.name}\n`,
		dataSourceType: seed.dataSourceType ?? 'upload_file',
		fileName,
		mimeType: seed.mimeType ?? mimeTypeOf(seed.fromText ? '.txt' : extname(fileName)),
		displayStatus: seed.displayStatus ?? 'available',
		createdAt,
		updatedAt: createdAt,
		docForm: seed.docForm ?? 'text_model',
		uploadFileId: madeUpUuid(`file ${knowledgeBaseId} ${position}`),
		position: seed.position ?? position,
	};
}

/** Size of the uploaded file as the database has it, in bytes. */
export function storedSize(document: KnowledgeDocument): number {
	return document.storedSize ?? lengthOf(document.content);
}

/** By the extension of a file's name, with its dot. */
export function mimeTypeOf(extension: string): string {
	return MIME_TYPES[extension] ?? 'application/octet-stream';
}
