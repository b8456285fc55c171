import { addDocument, removeDocument, replaceFile } from '../../../sandbox/dify/changes';
import { sampleKnowledgeBase } from '../../../sandbox/dify/sampleKnowledgeBases';
import { useDifyClient } from './client';

const client = useDifyClient();

async function one(index = 0, query = '') {
	return await client.json(`/documents/${client.knowledgeBase.documents[index].id}?${query}`);
}

async function row(index = 0) {
	const { data } = await client.list();
	const { id } = client.knowledgeBase.documents[index];
	return data.find((other) => other.id === id)!;
}

describe('rows', () => {
	it('describe the source of Notion pages and websites too, and of pipeline files not', async () => {
		await client.start([
			{ name: 'page', dataSourceType: 'notion_import' },
			{ name: 'site', dataSourceType: 'website_crawl' },
			{ name: 'file', dataSourceType: 'local_file' },
		]);
		expect((await row(0)).data_source_detail_dict).toHaveProperty('notion_page_id');
		expect((await row(1)).data_source_detail_dict).toHaveProperty('url');
		expect((await row(2)).data_source_detail_dict).toEqual({});
	});

	it('have null for tokens, words and rules that Dify does not have', async () => {
		await client.start([
			{ name: 'waits', displayStatus: 'queuing' },
			{ name: 'pipeline', dataSourceType: 'local_file' },
		]);
		expect(await row(0)).toMatchObject({ tokens: null, word_count: null });
		expect(await row(1)).toMatchObject({ dataset_process_rule_id: null });
	});

	it('give the time of an upload with a fraction', async () => {
		await client.start([{ name: 'a.txt' }]);
		const { upload_file: file } = (await row()).data_source_detail_dict as {
			upload_file: { created_at: number };
		};
		expect(Number.isInteger(file.created_at)).toBe(false);
	});

	it('of a text have a name without an extension, and the extension txt', async () => {
		await client.start([{ name: 'Minutes', fromText: true, content: 'text' }]);
		expect(await row()).toMatchObject({
			name: 'Minutes',
			created_from: 'api',
			data_source_detail_dict: {
				upload_file: { name: 'Minutes', extension: 'txt', mime_type: 'text/plain' },
			},
		});
	});

	it('have an empty upload_file where the upload is gone', async () => {
		await client.start([{ name: 'a.txt', uploadFileGone: true }]);
		expect(await row()).toMatchObject({ data_source_detail_dict: { upload_file: {} } });
	});
});

describe('metadata', () => {
	const year = { id: 'y', name: 'year', type: 'number', value: 2026 };

	it("of a document is null, or text with Dify's own fields behind it", async () => {
		await client.start([{ name: 'a.txt' }, { name: 'b.txt', metadata: [year] }]);
		expect((await row(0)).doc_metadata).toBeNull();
		expect((await row(1)).doc_metadata).toEqual([
			{ ...year, value: '2026' },
			...['document_name', 'uploader', 'upload_date', 'last_update_date', 'source'].map((name) =>
				expect.objectContaining({ id: 'built-in', name, value: expect.any(String) }),
			),
		]);
	});

	it('of every document has the built-in fields where they are switched on', async () => {
		await client.start([{ name: 'a.txt' }], {}, { builtInMetadata: true });
		expect((await row()).doc_metadata).toHaveLength(5);
		expect(await client.json('/metadata')).toMatchObject({ built_in_field_enabled: true });
	});

	it('fields come with their types and how many documents have them', async () => {
		await client.start([], {}, sampleKnowledgeBase());
		const { doc_metadata: fields } = await client.json('/metadata');
		expect(fields).toEqual([
			expect.objectContaining({ name: 'year', type: 'number', count: 1 }),
			expect.objectContaining({ name: 'department', type: 'string', count: 2 }),
			expect.objectContaining({ name: 'reviewed', type: 'time', count: 1 }),
		]);
	});
});

describe('one document', () => {
	it('has more than its row, and the details of its source under data_source_info', async () => {
		await client.start([{ name: 'a.txt' }]);
		const [{ uploadFileId }] = client.knowledgeBase.documents;
		const document = await one();
		expect(document).toMatchObject({
			updated_at: expect.any(Number),
			segment_count: 1,
			doc_language: 'English',
			indexing_latency: 12.5,
			data_source_info: { upload_file: { id: uploadFileId, name: 'a.txt' } },
			doc_metadata: null,
		});
		expect(document).not.toHaveProperty('data_source_detail_dict');
		expect(await row()).not.toHaveProperty('updated_at');
	});

	it('names the overlap of neighbouring chunks in its process rule', async () => {
		await client.start(
			[{ name: 'a.txt' }],
			{},
			{ splitting: { mostTokens: 300, overlapTokens: 20 } },
		);
		expect(await one()).toMatchObject({
			document_process_rule: { rules: { segmentation: { max_tokens: 300, chunk_overlap: 20 } } },
		});
	});

	it('takes metadata=only and without, and refuses others', async () => {
		await client.start([{ name: 'a.txt' }]);
		expect(Object.keys(await one(0, 'metadata=only'))).toEqual(['id', 'doc_type', 'doc_metadata']);
		expect(await one(0, 'metadata=without')).not.toHaveProperty('doc_metadata');
		expect(await one(0, 'metadata=some')).toMatchObject({ status: 400, code: 'invalid_metadata' });
	});

	it('is 404 in another knowledge base', async () => {
		await client.start([{ name: 'a.txt' }]);
		const other = client.dify.addKnowledgeBase({ name: 'Other', documents: [{ name: 'b.txt' }] });
		const response = await client.get(`/documents/${other.documents[0].id}`);
		expect(await response.json()).toMatchObject({ status: 404, message: 'Document not found.' });
	});
});

describe('while the server runs', () => {
	it('a document is added as the newest', async () => {
		await client.start([{ name: 'a.txt' }, { name: 'b.txt' }]);
		const { id } = addDocument(client.knowledgeBase, { name: 'c.txt' });
		const { data, total } = await client.list();
		expect([total, data[0].id, data[0].name]).toEqual([3, id, 'c.txt']);
		expect(data[0].created_at).toBeGreaterThan(data[1].created_at as number);
	});

	it('a file is replaced: its ID, the name and updated_at change, the ID and created_at stay', async () => {
		await client.start([{ name: 'a.txt', content: 'old' }, { name: 'b.txt' }]);
		const before = { row: await row(), one: await one() };
		const [document] = client.knowledgeBase.documents;
		replaceFile(client.knowledgeBase, document, { name: 'a2.txt', content: 'new' });
		const after = { row: await row(), one: await one() };
		expect(after.row).toMatchObject({
			id: before.row.id,
			created_at: before.row.created_at,
			name: 'a2.txt',
		});
		expect(after.row.data_source_info).not.toEqual(before.row.data_source_info);
		expect(after.one.updated_at).toBeGreaterThan(before.one.updated_at as number);
		expect(await (await fetch(client.dify.origin + (await client.signedUrl()))).text()).toBe('new');
	});

	it('a document is removed', async () => {
		await client.start([{ name: 'a.txt' }, { name: 'b.txt' }]);
		removeDocument(client.knowledgeBase, client.knowledgeBase.documents[0]);
		expect((await client.list()).data.map(({ name }) => name)).toEqual(['b.txt']);
	});
});
