import type { DocumentSeed, KnowledgeBaseSeed } from '../../../sandbox/dify/knowledgeBase';
import { samplePage } from '../../../sandbox/dify/sampleKnowledgeBases';
import { type Page, useDifyClient } from './client';

const client = useDifyClient();

type Chunk = Record<string, unknown> & { content: string };

async function start(document: DocumentSeed, seed: Partial<KnowledgeBaseSeed> = {}) {
	await client.start([document], {}, seed);
}

async function chunks(query = '') {
	const [{ id }] = client.knowledgeBase.documents;
	return await client.json<Page<Chunk> & { doc_form: string }>(
		`/documents/${id}/segments?${query}`,
	);
}

async function contents(query: string) {
	return (await chunks(query)).data.map(({ content }) => content);
}

describe('chunks', () => {
	it('have the fields of the real server', async () => {
		await start({ name: 'a.txt', content: 'text' });
		expect(await chunks()).toEqual({
			data: [
				{
					id: expect.any(String),
					position: 1,
					document_id: client.knowledgeBase.documents[0].id,
					content: 'text',
					sign_content: 'text',
					answer: null,
					word_count: 4,
					tokens: 1,
					keywords: [],
					index_node_id: expect.any(String),
					index_node_hash: expect.any(String),
					hit_count: 0,
					enabled: true,
					disabled_at: null,
					disabled_by: null,
					status: 'completed',
					created_by: expect.any(String),
					created_at: expect.any(Number),
					updated_at: expect.any(Number),
					updated_by: null,
					indexing_at: expect.any(Number),
					completed_at: expect.any(Number),
					error: null,
					stopped_at: null,
					child_chunks: [],
					attachments: [],
					summary: null,
				},
			],
			doc_form: 'text_model',
			total: 1,
			has_more: false,
			limit: 20,
			page: 1,
		});
	});

	it('come for pages of Notion, and neighbours may share text', async () => {
		await start(samplePage());
		const [first, second] = await contents('');
		const shared = 'Questions go to the office, room 12.';
		expect(first.endsWith(shared)).toBe(true);
		expect(second.startsWith(shared)).toBe(true);
	});

	it('are paged with a cap of 100, and refuse a limit or page below 1', async () => {
		await start({ name: 'a', chunks: Array.from({ length: 120 }, (_, i) => `chunk ${i}`) });
		expect(await chunks('limit=200')).toMatchObject({ has_more: false, limit: 200, total: 120 });
		expect(await contents('limit=200')).toHaveLength(100);
		expect(await contents('limit=100&page=2')).toHaveLength(20);
		expect(await chunks('limit=0')).toMatchObject({ code: 'invalid_param', status: 400 });
		expect(await chunks('page=0')).toMatchObject({ code: 'invalid_param', status: 400 });
	});

	it('are filtered by keyword without case and by several statuses', async () => {
		const given = [
			{ content: 'Alpha' },
			{ content: 'beta', status: 'error' as const },
			{ content: 'gamma', status: 'waiting' as const },
		];
		await start({ name: 'a', chunks: given });
		expect(await contents('keyword=ALPHA')).toEqual(['Alpha']);
		expect(await contents('status=completed&status=error')).toEqual(['Alpha', 'beta']);
	});

	it('of questions have answers, of parents have children', async () => {
		await client.start([
			{
				name: 'questions',
				docForm: 'qa_model',
				chunks: [{ content: 'Who?', answer: 'We.' }],
			},
			{
				name: 'parents',
				docForm: 'hierarchical_model',
				chunks: [{ content: 'One. Two.', children: ['One.', 'Two.'] }],
			},
		]);
		expect(await chunks()).toMatchObject({
			doc_form: 'qa_model',
			data: [{ content: 'Who?', answer: 'We.' }],
		});
		const parents = client.knowledgeBase.documents[1].id;
		expect(await client.json(`/documents/${parents}/segments`)).toMatchObject({
			doc_form: 'hierarchical_model',
			data: [{ content: 'One. Two.', child_chunks: [{ content: 'One.' }, { content: 'Two.' }] }],
		});
	});

	it('of a document that was not read are none', async () => {
		await start({ name: 'a', displayStatus: 'indexing' });
		expect(await chunks()).toMatchObject({ data: [], total: 0 });
	});

	it('are refused where the embedding model is missing', async () => {
		await start({ name: 'a' }, { embeddingModelMissing: true });
		expect(await chunks()).toMatchObject({ status: 400, code: 'provider_not_initialize' });
	});

	it('do not count against the rate limit', async () => {
		await client.start([{ name: 'a' }], { rateLimitPerMinute: 0 });
		expect(await contents('')).toEqual(['Text of a']);
		expect((await client.downloadZip([client.knowledgeBase.documents[0].id])).status).toBe(403);
	});
});
