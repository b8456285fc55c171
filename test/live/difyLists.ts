import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import { type DifySubject, isUpload, uploadFileOf } from './difySubject';
import { objects, type Row } from './objects';

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
		{
			about: 'Upper and lower case count in `keyword`',
			look: async () => {
				const names = (await subject.rows()).map(({ name }) => String(name));
				const swapped = names.map((name) => Array.from(name, caseOf).join(''));
				const place = names.findIndex((name, i) => name !== swapped[i] && !/[\\%_]/.test(name));
				if (place === -1) return notChecked('no name has letters with a case');
				const { json } = await subject.page({ keyword: swapped[place], limit: 100 });
				const found = objects(json.data).map(({ name }) => String(name));
				const others = found.filter((name) => !name.includes(swapped[place])).length;
				return saw(`${others} found for a name with its case swapped`, others === 0);
			},
		},
		{
			about: 'A `status` that Dify does not know filters nothing',
			look: async () => {
				const { total } = await subject.sweep();
				const { json } = await subject.page({ status: 'made-up-by-a-test', limit: 1 });
				return saw(`total ${String(json.total)} of ${String(total)}`, json.total === total);
			},
		},
	];
}

function caseOf(character: string): string {
	const upper = character.toUpperCase();
	return upper === character ? character.toLowerCase() : upper;
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
