import { extname } from 'node:path';

import { json, type Answer } from '../answer';
import { difyAnswers } from './answers';
import { chunksOf } from './chunks';
import { MEMBER, storedSize, type KnowledgeBase, type KnowledgeDocument } from './knowledgeBase';
import { madeUpUuid } from '../madeUpUuid';
import { metadataOf } from './metadata';

/** The document as `GET /datasets/{id}/documents` shows it. */
export function documentJson(document: KnowledgeDocument, builtInMetadata = false): object {
	return {
		...commonFields(document),
		data_source_info: sourceInfo(document),
		data_source_detail_dict: sourceDetail(document),
		doc_metadata: metadataOf(document, builtInMetadata),
	};
}

/**
 * `GET /datasets/{id}/documents/{document}`. What the list calls `data_source_detail_dict` is called
 * `data_source_info` here.
 */
export function oneDocument(
	knowledgeBase: KnowledgeBase,
	document: KnowledgeDocument,
	query: URLSearchParams,
): Answer {
	const metadata = query.get('metadata') ?? 'all';
	const own = { doc_type: null, doc_metadata: metadataOf(document, knowledgeBase.builtInMetadata) };
	if (metadata === 'only') return json(200, { id: document.id, ...own });
	const detail = detailOf(knowledgeBase, document);
	if (metadata === 'without') return json(200, detail);
	if (metadata === 'all') return json(200, { ...detail, ...own });
	return difyAnswers.invalidMetadata(metadata);
}

function detailOf(knowledgeBase: KnowledgeBase, document: KnowledgeDocument): object {
	const chunks = chunksOf(document);
	const rule = processRule(knowledgeBase);
	const id = processRuleId(document);
	return {
		...commonFields(document),
		data_source_info: sourceDetail(document),
		dataset_process_rule: rule,
		document_process_rule: id ? { id, dataset_id: knowledgeBase.id, ...rule } : {},
		completed_at: chunks.length > 0 ? document.createdAt + 30 : null,
		updated_at: document.updatedAt,
		indexing_latency: chunks.length > 0 ? 12.5 : null,
		segment_count: chunks.length,
		average_segment_length: chunks.length > 0 ? Math.floor(100 / chunks.length) : 0,
		doc_language: 'English',
	};
}

/** Numbers that Dify only has once a document was read are null until then. */
function commonFields(document: KnowledgeDocument) {
	const { displayStatus } = document;
	const isRead = !['queuing', 'indexing', 'paused', 'error'].includes(displayStatus);
	return {
		id: document.id,
		position: document.position,
		data_source_type: document.dataSourceType,
		dataset_process_rule_id: processRuleId(document),
		name: document.name,
		created_from: document.fromText ? 'api' : 'web',
		created_by: MEMBER,
		created_at: document.createdAt,
		tokens: isRead ? 128 : null,
		indexing_status: isRead ? 'completed' : displayStatus,
		error: displayStatus === 'error' ? 'The file could not be parsed.' : null,
		enabled: displayStatus !== 'disabled',
		disabled_at: null,
		disabled_by: null,
		archived: displayStatus === 'archived',
		display_status: displayStatus,
		word_count: displayStatus === 'queuing' ? null : 100,
		hit_count: 0,
		doc_form: document.docForm,
		summary_index_status: null,
		need_summary: false,
	};
}

/** A knowledge pipeline has no process rule. */
function processRuleId({ dataSourceType }: KnowledgeDocument): string | null {
	return PIPELINE_SOURCES.includes(dataSourceType) ? null : madeUpUuid('process rule');
}

const PIPELINE_SOURCES = ['local_file', 'online_document', 'online_drive'];

function processRule({ splitting }: KnowledgeBase) {
	const { mostTokens, overlapTokens } = splitting ?? { mostTokens: 1024, overlapTokens: 50 };
	return {
		mode: 'custom',
		rules: {
			pre_processing_rules: [{ id: 'remove_extra_spaces', enabled: true }],
			segmentation: { delimiter: '\n\n', max_tokens: mostTokens, chunk_overlap: overlapTokens },
		},
	};
}

function sourceInfo(document: KnowledgeDocument): object {
	if (document.dataSourceType === 'upload_file') return { upload_file_id: document.uploadFileId };
	return otherSource(document);
}

function sourceDetail(document: KnowledgeDocument): object {
	if (document.dataSourceType === 'upload_file') return { upload_file: uploadFileJson(document) };
	return PIPELINE_SOURCES.includes(document.dataSourceType) ? {} : otherSource(document);
}

function otherSource({ id, name, dataSourceType }: KnowledgeDocument): object {
	switch (dataSourceType) {
		case 'notion_import':
			return {
				notion_workspace_id: madeUpUuid('notion workspace'),
				notion_page_id: madeUpUuid(`notion page ${id}`),
				notion_page_icon: null,
				type: 'page',
				credential_id: madeUpUuid('notion credential'),
			};
		case 'website_crawl':
			return {
				provider: 'firecrawl',
				job_id: madeUpUuid(`crawl ${id}`),
				url: 'https://example.com/',
				only_main_content: true,
				mode: 'crawl',
			};
		default:
			return { related_id: madeUpUuid(`pipeline file ${id}`), name };
	}
}

function uploadFileJson(document: KnowledgeDocument): object {
	if (document.uploadFileGone) return {};
	const { fileName, fromText } = document;
	return {
		id: document.uploadFileId,
		name: fileName,
		size: storedSize(document),
		extension: fromText ? 'txt' : extname(fileName).slice(1).toLowerCase(),
		mime_type: document.mimeType,
		created_by: MEMBER,
		// A file is uploaded before its document is made, and its time has a fraction.
		created_at: document.createdAt - 1 + 0.253917,
	};
}
