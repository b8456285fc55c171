import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import { type DifySubject, isUpload, uploadFileOf } from './difySubject';
import { objects, type Row } from './row';

/** Assumptions about the list of documents and its rows. */
export function difyLists(subject: DifySubject): Assumption[] {
	return [...pages(subject), ...filters(subject), ...rows(subject)];
}

function pages(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'A page holds at most 100 documents',
			look: async () => {
				const { json } = await subject.page({ limit: 101 });
				const count = objects(json.data).length;
				if (Number(json.total) <= 100) return notChecked('there are no more than 100 documents');
				return saw(`${count} documents for limit=101`, count === 100);
			},
		},
		{
			about: '`total` is the number of documents, and each is listed once',
			look: async () => {
				const { rows: listed, total, isWhole } = await subject.sweep();
				const distinct = new Set(listed.map(({ id }) => id)).size;
				const seen = `${listed.length} rows, ${distinct} distinct, total ${String(total)}`;
				if (distinct < listed.length) {
					return saw(`${seen}: the order has ties, and n8n reads the list again`, true);
				}
				return saw(seen, typeof total === 'number' && (!isWhole || distinct === total));
			},
		},
		{
			about: 'The newest documents come first',
			look: async () => {
				const times = (await subject.rows()).map(({ created_at: time }) => Number(time));
				const isSorted = times.every((time, index) => index === 0 || time <= times[index - 1]);
				return saw(`created_at falls over ${times.length} rows: ${isSorted}`, isSorted);
			},
		},
		{
			about: 'A page behind the last one is 200 with an empty list',
			look: async () => {
				const reply = await subject.page({ page: 100_000, limit: 100 });
				const { data } = reply.json;
				const seen = `${told(reply)}, ${objects(data).length} documents`;
				return saw(seen, reply.status === 200 && Array.isArray(data) && data.length === 0);
			},
		},
	];
}

function filters(subject: DifySubject): Assumption[] {
	return [
		{
			about: '`status` lists the documents of that display_status',
			look: async () => {
				const [first] = await subject.rows();
				if (!first) return notChecked('the knowledge base is empty');
				const status = String(first.display_status);
				const { json } = await subject.page({ status, limit: 100 });
				const listed = objects(json.data);
				const areAll = listed.every(({ display_status: other }) => other === status);
				return saw(`${listed.length} documents for ${status}`, areAll && listed.length > 0);
			},
		},
		{
			about:
				'`keyword` finds documents by their name, with `%` and `_` as wildcards and `\\` before them',
			look: async () => {
				const [first] = await subject.rows();
				if (!first) return notChecked('the knowledge base is empty');
				const name = String(first.name);
				const literal = await totalOf(subject, name.replace(/[\\%_]/g, '\\$&'));
				const wild = await totalOf(subject, '_'.repeat(Array.from(name).length));
				const escaped = await totalOf(subject, '\\%\\_\\%\\_');
				const seen = `${literal} for a whole name, ${wild} for as many _, ${escaped} for escaped ones`;
				return saw(seen, literal >= 1 && wild >= literal && escaped === 0);
			},
		},
	];
}

async function totalOf(subject: DifySubject, keyword: string): Promise<number> {
	return Number((await subject.page({ keyword, limit: 1 })).json.total);
}

function rows(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'A document has id, name, data_source_type, display_status and created_at in seconds',
			look: async () => {
				const listed = await subject.rows();
				if (listed.length === 0) return notChecked('the knowledge base is empty');
				const wrong = listed.filter((row) => !isDocument(row)).length;
				const kinds = [...new Set(listed.map(({ data_source_type: kind }) => kind))].join(', ');
				return saw(`${listed.length} documents (${kinds}), ${wrong} without one`, wrong === 0);
			},
		},
		{
			about:
				'An uploaded file has id, name, size, extension and mime_type, or nothing when it is gone',
			look: async () => {
				const files = (await subject.rows()).filter(isUpload).map(uploadFileOf);
				if (files.length === 0) return notChecked('there are no uploaded files');
				const gone = files.filter((file) => Object.keys(file).length === 0).length;
				const wrong = files.filter((file) => !isFile(file)).length - gone;
				return saw(`${files.length} files, ${gone} of them gone, ${wrong} others`, wrong === 0);
			},
		},
		{
			about: 'Metadata of a document is null, or a list of name, type and value as text',
			look: async () => {
				const given = (await subject.rows()).map(({ doc_metadata: metadata }) => metadata);
				const lists = given.filter((metadata) => metadata !== null && metadata !== undefined);
				const fields = lists.flatMap(objects);
				const wrong = fields.filter(({ value }) => value !== null && typeof value !== 'string');
				const seen = `${lists.length} of ${given.length} documents have ${fields.length} values, ${wrong.length} of them no text`;
				return saw(seen, lists.every(Array.isArray) && wrong.length === 0);
			},
		},
		{
			about: 'The metadata fields of a knowledge base have id, name and type',
			look: async () => {
				const reply = await subject.client.ask(`${subject.path}/metadata`);
				const fields = objects(reply.json.doc_metadata);
				const types = [...new Set(fields.map(({ type }) => String(type)))].join(', ');
				const areKnown = fields.every(
					({ id, name, type }) => id && name && ['string', 'number', 'time'].includes(String(type)),
				);
				const seen = `${told(reply)}, ${fields.length} fields${types && ` (${types})`}`;
				return saw(seen, Array.isArray(reply.json.doc_metadata) && areKnown);
			},
		},
	];
}

function isDocument(row: Row): boolean {
	const texts = [row.id, row.name, row.data_source_type, row.display_status];
	return texts.every((text) => typeof text === 'string') && Number(row.created_at) > 1e9;
}

function isFile({ id, name, size, extension, mime_type }: Row): boolean {
	return [id, name, extension, mime_type].every(isTextOrNull) && typeof size === 'number';
}

function isTextOrNull(value: unknown): boolean {
	return typeof value === 'string' || value === null;
}
