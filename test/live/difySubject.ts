import type { LiveClient, Reply } from './client';
import { AskedOnce } from './askedOnce';
import { objects, type Row } from './objects';

/** No knowledge base and no document has it. */
export const UNKNOWN_ID = 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa';

const PAGE_SIZE = 100;
/** More is not read: 2,000 documents tell enough. */
const MOST_PAGES = 20;

/** A knowledge base as it is looked at; what is asked for twice is kept. */
export class DifySubject {
	private readonly answers = new AskedOnce();

	constructor(
		readonly client: LiveClient,
		readonly id: string,
		/** A knowledge base of agents, if there is one. */
		readonly agentId?: string,
	) {}

	get path(): string {
		return `/datasets/${this.id}`;
	}

	/** A page of the document list. */
	async page(query: Record<string, string | number>): Promise<Reply> {
		return await this.client.ask(`${this.path}/documents`, { query });
	}

	/** Rows of the document list, page by page, and the total that the last page told. */
	async sweep(): Promise<{ rows: Row[]; total: unknown; isWhole: boolean }> {
		return await this.answers.get('sweep', async () => {
			const rows: Row[] = [];
			for (let page = 1; ; page++) {
				const { status, json } = await this.page({ page, limit: PAGE_SIZE });
				if (status !== 200) throw new Error(`the document list answers ${status}`);
				const data = objects(json.data);
				rows.push(...data);
				const isWhole = data.length === 0 || rows.length >= Number(json.total);
				if (isWhole || page === MOST_PAGES) return { rows, total: json.total, isWhole };
			}
		});
	}

	async rows(): Promise<Row[]> {
		return (await this.sweep()).rows;
	}

	/** Up to two documents with an original, the smallest that are not empty. */
	async smallest(): Promise<Row[]> {
		const withFile = (await this.rows()).filter((row) => sizeOf(row) > 0);
		return withFile.sort((a, b) => sizeOf(a) - sizeOf(b)).slice(0, 2);
	}

	/** One document, which tells more than the list. */
	async document(id: unknown): Promise<Reply> {
		return await this.answers.get(`document ${String(id)}`, () =>
			this.client.ask(`${this.path}/documents/${String(id)}`),
		);
	}

	/** A page of the chunks of a document. */
	async chunks(id: unknown, page: number, limit: number): Promise<Reply> {
		const path = `${this.path}/documents/${String(id)}/segments`;
		return await this.client.ask(path, { query: { page, limit } });
	}

	async zip(ids: unknown[]): Promise<Reply> {
		return await this.answers.get(`zip ${ids.join()}`, () =>
			this.client.ask(`${this.path}/documents/download-zip`, {
				method: 'POST',
				body: { document_ids: ids },
			}),
		);
	}

	/** The answer of "download" for a document. */
	async download(id: unknown): Promise<Reply> {
		return await this.answers.get(`download ${String(id)}`, () =>
			this.client.ask(`${this.path}/documents/${String(id)}/download`),
		);
	}
}

/** What Dify tells of the file that a document was made from. */
export function uploadFileOf(row: Row): Row {
	const detail = row.data_source_detail_dict as { upload_file?: Row } | null | undefined;
	return detail?.upload_file ?? {};
}

export function isUpload(row: Row): boolean {
	return row.data_source_type === 'upload_file';
}

export function sizeOf(row: Row): number {
	const { id, size } = uploadFileOf(row);
	return isUpload(row) && id && typeof size === 'number' ? size : 0;
}
