import { extname } from 'node:path';

import type { Content } from '../content';
import { madeUpUuid } from '../madeUpUuid';
import {
	makeDocument,
	mimeTypeOf,
	type DocumentSeed,
	type KnowledgeBase,
	type KnowledgeDocument,
} from './knowledgeBase';

/** Adds a document while the server runs: newer than all others unless the seed says otherwise. */
export function addDocument(knowledgeBase: KnowledgeBase, seed: DocumentSeed): KnowledgeDocument {
	const { documents, id } = knowledgeBase;
	const last = documents.reduce((most, { position }) => Math.max(most, position), 0);
	const document = makeDocument(
		{ createdAt: latestChange(knowledgeBase) + 1, ...seed },
		id,
		last + 1,
	);
	documents.push(document);
	return document;
}

/**
 * Replaces a document's file, as Dify's "update by file" does: the id of the file, the name and
 * `updated_at` change, the document's id and `created_at` do not.
 */
export function replaceFile(
	knowledgeBase: KnowledgeBase,
	document: KnowledgeDocument,
	file: { name: string; content: Content },
): void {
	Object.assign(document, {
		name: file.name,
		fileName: file.name,
		content: file.content,
		mimeType: mimeTypeOf(extname(file.name)),
		uploadFileId: madeUpUuid(`file after ${document.uploadFileId}`),
		updatedAt: latestChange(knowledgeBase) + 1,
		chunks: undefined,
		uploadFileGone: false,
		blobMissing: false,
		storedSize: undefined,
	} satisfies Partial<KnowledgeDocument>);
}

/** Deletes a document. */
export function removeDocument(
	{ documents }: KnowledgeBase,
	document: Pick<KnowledgeDocument, 'id'>,
): void {
	const at = documents.findIndex(({ id }) => id === document.id);
	if (at >= 0) documents.splice(at, 1);
}

function latestChange({ documents, createdAt }: KnowledgeBase): number {
	return documents.reduce((latest, { updatedAt }) => Math.max(latest, updatedAt), createdAt);
}
