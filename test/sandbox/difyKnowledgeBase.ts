import { extname } from 'node:path';

import { lengthOf, type Content } from './content';
import { madeUpUuid } from './madeUpUuid';

export type DisplayStatus =
	'queuing' | 'indexing' | 'paused' | 'error' | 'available' | 'disabled' | 'archived';

/** A document as a test describes it; everything but the name has a default. */
export interface DocumentSeed {
	name: string;
	id?: string;
	content?: Content;
	/** `upload_file` (default) is the only kind that can be downloaded. */
	dataSourceType?: string;
	/** Name of the uploaded file where it is another one than the document's. */
	fileName?: string;
	mimeType?: string;
	displayStatus?: DisplayStatus;
	/** Unix seconds. */
	createdAt?: number;
	metadata?: Array<{ id: string; name: string; type: string; value: unknown }> | null;
	/** The uploaded file was deleted: `upload_file` is `{}` and a download is 404. */
	uploadFileGone?: boolean;
	/** The file is missing in the storage: a ZIP is 500, a signed URL breaks off. */
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
	uploadFileId: string;
	position: number;
}

/** A knowledge base as a test describes it; everything but the name has a default. */
export interface KnowledgeBaseSeed {
	name: string;
	id?: string;
	documents?: Iterable<DocumentSeed>;
	/** False: the API is switched off for it, so that its endpoints answer 403. */
	enableApi?: boolean;
	/** Another member's private one: listed only with `include_all=true`. */
	privateToOthers?: boolean;
	tags?: Array<{ id: string; name: string }>;
	runtimeMode?: 'general' | 'rag_pipeline';
	/** Unix seconds. */
	createdAt?: number;
}

export interface KnowledgeBase {
	id: string;
	name: string;
	documents: KnowledgeDocument[];
	enableApi: boolean;
	privateToOthers: boolean;
	tags: Array<{ id: string; name: string }>;
	runtimeMode: string;
	createdAt: number;
}

const MEMBER = madeUpUuid('member');
const PROCESS_RULE = madeUpUuid('process rule');
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
		id,
		name: seed.name,
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
	return {
		...seed,
		id: seed.id ?? madeUpUuid(`document ${knowledgeBaseId} ${position}`),
		content: seed.content ?? `${seed.name}\n`,
		dataSourceType: seed.dataSourceType ?? 'upload_file',
		fileName,
		mimeType: seed.mimeType ?? MIME_TYPES[extname(fileName)] ?? 'application/octet-stream',
		displayStatus: seed.displayStatus ?? 'available',
		createdAt: seed.createdAt ?? FIRST_CREATED_AT + position,
		uploadFileId: madeUpUuid(`file ${knowledgeBaseId} ${position}`),
		position,
	};
}

/** Size of the uploaded file as the database has it, in bytes. */
export function storedSize(document: KnowledgeDocument): number {
	return document.storedSize ?? lengthOf(document.content);
}

/** The knowledge base as `GET /datasets` and `GET /datasets/{id}` show it. */
export function knowledgeBaseJson(knowledgeBase: KnowledgeBase): object {
	const { id, name, documents, tags } = knowledgeBase;
	return {
		id,
		name,
		description: '',
		provider: 'vendor',
		permission: knowledgeBase.privateToOthers ? 'only_me' : 'all_team_members',
		data_source_type: documents[0]?.dataSourceType ?? null,
		indexing_technique: 'high_quality',
		app_count: 0,
		document_count: documents.length,
		word_count: documents.length * 100,
		created_by: MEMBER,
		created_at: knowledgeBase.createdAt,
		updated_by: MEMBER,
		updated_at: knowledgeBase.createdAt,
		tags: tags.map((tag) => ({ ...tag, type: 'knowledge' })),
		doc_form: 'text_model',
		enable_api: knowledgeBase.enableApi,
		runtime_mode: knowledgeBase.runtimeMode,
		pipeline_id: knowledgeBase.runtimeMode === 'rag_pipeline' ? madeUpUuid(`pipeline ${id}`) : null,
		total_documents: documents.length,
		total_available_documents: documents.filter((one) => one.displayStatus === 'available').length,
	};
}

/** The document as `GET /datasets/{id}/documents` shows it. */
export function documentJson(document: KnowledgeDocument): object {
	const isUpload = document.dataSourceType === 'upload_file';
	return {
		id: document.id,
		position: document.position,
		data_source_type: document.dataSourceType,
		data_source_info: isUpload ? { upload_file_id: document.uploadFileId } : {},
		data_source_detail_dict: isUpload ? { upload_file: uploadFileJson(document) } : {},
		dataset_process_rule_id: PROCESS_RULE,
		name: document.name,
		created_from: 'web',
		created_by: MEMBER,
		created_at: document.createdAt,
		tokens: 128,
		indexing_status: document.displayStatus === 'available' ? 'completed' : document.displayStatus,
		error: document.displayStatus === 'error' ? 'The file could not be parsed.' : null,
		enabled: document.displayStatus !== 'disabled',
		disabled_at: null,
		disabled_by: null,
		archived: document.displayStatus === 'archived',
		display_status: document.displayStatus,
		word_count: 100,
		hit_count: 0,
		doc_form: 'text_model',
		doc_metadata: document.metadata ?? null,
		summary_index_status: null,
		need_summary: false,
	};
}

function uploadFileJson(document: KnowledgeDocument): object {
	if (document.uploadFileGone) return {};
	return {
		id: document.uploadFileId,
		name: document.fileName,
		size: storedSize(document),
		extension: extname(document.fileName).slice(1).toLowerCase(),
		mime_type: document.mimeType,
		created_by: MEMBER,
		created_at: document.createdAt,
	};
}
