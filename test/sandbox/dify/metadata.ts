import { json, type Answer } from '../answer';
import { MEMBER, type KnowledgeBase, type KnowledgeDocument } from './knowledgeBase';

const SOURCES: Record<string, string> = {
	upload_file: 'file_upload',
	notion_import: 'notion',
	website_crawl: 'website',
};

/** `GET /datasets/{id}/metadata`: the fields, each with the number of documents that have it. */
export function listMetadataFields(knowledgeBase: KnowledgeBase): Answer {
	const used = knowledgeBase.documents.flatMap(({ metadata }) => metadata ?? []);
	const counts = new Map<string, number>();
	for (const { id } of used) counts.set(id, (counts.get(id) ?? 0) + 1);
	return json(200, {
		doc_metadata: metadataFieldsOf(knowledgeBase).map((field) => ({
			...field,
			count: counts.get(field.id) ?? 0,
		})),
		built_in_field_enabled: knowledgeBase.builtInMetadata ?? false,
	});
}

/** The metadata fields of a knowledge base, each once. */
export function metadataFieldsOf({ documents, metadataFields = [] }: KnowledgeBase) {
	const used = documents.flatMap(({ metadata }) => metadata ?? []);
	const fields = [...metadataFields, ...used].map(({ id, name, type }) => ({ id, name, type }));
	return [...new Map(fields.map((field) => [field.id, field])).values()];
}

/**
 * `doc_metadata` of a document: null where it has none, else each value as text, and behind them
 * Dify's own fields, whose id is `built-in`.
 */
export function metadataOf(document: KnowledgeDocument, builtIn = false): object[] | null {
	const given = document.metadata ?? [];
	if (given.length === 0 && !builtIn) return null;
	return [
		...given.map((field) => ({ ...field, value: textOf(field.value) })),
		...builtInFields(document),
	];
}

function builtInFields(document: KnowledgeDocument): object[] {
	const { name, createdAt, updatedAt, dataSourceType } = document;
	return [
		{ id: 'built-in', name: 'document_name', type: 'string', value: name },
		{ id: 'built-in', name: 'uploader', type: 'string', value: MEMBER },
		{ id: 'built-in', name: 'upload_date', type: 'time', value: `${createdAt}.0` },
		{ id: 'built-in', name: 'last_update_date', type: 'time', value: `${updatedAt}.0` },
		{
			id: 'built-in',
			name: 'source',
			type: 'string',
			value: SOURCES[dataSourceType] ?? dataSourceType,
		},
	];
}

function textOf(value: unknown): string | null {
	return value === null || value === undefined ? null : String(value);
}
