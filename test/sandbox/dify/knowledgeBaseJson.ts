import { MEMBER, type KnowledgeBase } from './knowledgeBase';
import { madeUpUuid } from '../madeUpUuid';
import { metadataFieldsOf } from './metadata';

/** The knowledge base as `GET /datasets` and `GET /datasets/{id}` show it. */
export function knowledgeBaseJson(knowledgeBase: KnowledgeBase): object {
	const { id, name, documents, tags, createdAt, runtimeMode } = knowledgeBase;
	const isPipeline = runtimeMode === 'rag_pipeline';
	return {
		id,
		name,
		description: knowledgeBase.description ?? '',
		provider: 'vendor',
		permission: knowledgeBase.privateToOthers ? 'only_me' : 'all_team_members',
		data_source_type: documents[0]?.dataSourceType ?? null,
		indexing_technique: 'high_quality',
		app_count: 0,
		document_count: documents.length,
		word_count: documents.length * 100,
		created_by: MEMBER,
		author_name: 'Member',
		created_at: createdAt,
		updated_by: MEMBER,
		updated_at: createdAt,
		embedding_model: 'text-embedding-3-large',
		embedding_model_provider: 'langgenius/openai/openai',
		embedding_available: !knowledgeBase.embeddingModelMissing,
		retrieval_model_dict: RETRIEVAL,
		summary_index_setting: null,
		tags: tags.map((tag) => ({ ...tag, type: 'knowledge' })),
		doc_form: documents[0]?.docForm ?? null,
		external_knowledge_info: null,
		external_retrieval_model: null,
		doc_metadata: metadataFieldsOf(knowledgeBase),
		built_in_field_enabled: knowledgeBase.builtInMetadata ?? false,
		pipeline_id: isPipeline ? madeUpUuid(`pipeline ${id}`) : null,
		runtime_mode: runtimeMode,
		chunk_structure: isPipeline ? 'text_model' : null,
		icon_info: { icon_type: 'emoji', icon: '📙', icon_background: '#FFF4ED', icon_url: null },
		is_published: isPipeline,
		total_documents: documents.length,
		total_available_documents: documents.filter((one) => one.displayStatus === 'available').length,
		enable_api: knowledgeBase.enableApi,
		is_multimodal: false,
	};
}

const RETRIEVAL = {
	search_method: 'semantic_search',
	reranking_enable: false,
	reranking_mode: null,
	reranking_model: { reranking_provider_name: '', reranking_model_name: '' },
	weights: null,
	top_k: 3,
	score_threshold_enabled: false,
	score_threshold: null,
};
