import type { IDataObject } from 'n8n-workflow';

import type { SelectedDocument } from './selection';

/** A document that is left out, as the output tells it. */
export interface SkippedDocument extends IDataObject {
	documentId: string;
	name: string | null;
	reason: string;
}

export function skippedBecause(
	{ id, name, fileName }: SelectedDocument,
	reason: string,
): SkippedDocument {
	return { documentId: id, name: name ?? fileName ?? null, reason };
}

/** One that is left out because it lacks an original. */
export function skippedWithoutOriginal(document: SelectedDocument): SkippedDocument {
	return skippedBecause(document, document.whyNoOriginal ?? '');
}
