import assert from 'node:assert/strict';

import { bytesOf } from '../sandbox/content';
import type { KnowledgeDocument } from '../sandbox/dify/knowledgeBase';

type NamedContent = Pick<KnowledgeDocument, 'name' | 'content'>;

/** Those of which there is an original. */
export function uploadedOf(documents: KnowledgeDocument[]): KnowledgeDocument[] {
	return documents.filter((one) => one.dataSourceType === 'upload_file');
}

/** Compares by name; which names a ZIP's writer changes is the unit tests' business. */
export function sameFiles(files: Map<string, Buffer>, expected: NamedContent[]): void {
	assert.deepEqual(new Set(files.keys()), new Set(expected.map(({ name }) => name)));
	for (const { name, content } of expected) {
		assert.ok(files.get(name)?.equals(bytesOf(content)), `'${name}' differs`);
	}
}
