import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import type { DifySubject } from './difySubject';
import { objects } from './objects';

const TYPES = ['string', 'number', 'time'];

/** Assumptions about metadata, which is filtered here and not by Dify. */
export function difyMetadata(subject: DifySubject): Assumption[] {
	const listed = async () => (await subject.rows()).map(({ doc_metadata: metadata }) => metadata);
	return [
		{
			about: 'Metadata of a document is null, or a list of name, type and value as text',
			look: async () => {
				const given = await listed();
				const lists = given.filter((metadata) => metadata !== null && metadata !== undefined);
				const fields = lists.flatMap(objects);
				const wrong = fields.filter(({ value }) => value !== null && typeof value !== 'string');
				const seen = `${lists.length} of ${given.length} documents have ${fields.length} values, ${wrong.length} of them no text`;
				return saw(seen, lists.every(Array.isArray) && wrong.length === 0);
			},
		},
		{
			about: 'Numbers and times in metadata can be read as numbers',
			look: async () => {
				const fields = (await listed()).flatMap(objects);
				const values = fields
					.filter(({ type, value }) => type !== 'string' && value !== null && value !== '')
					.map(({ value }) => Number(value));
				if (values.length === 0) return notChecked('no document has one');
				const wrong = values.filter(Number.isNaN).length;
				return saw(`${values.length} values, ${wrong} of them no number`, wrong === 0);
			},
		},
		{
			about: 'One document has the metadata that the list tells of it',
			look: async () => {
				const row = (await subject.rows()).find((one) => objects(one.doc_metadata).length > 0);
				if (!row) return notChecked('no document has metadata');
				const { doc_metadata: own } = (await subject.document(row.id)).json;
				const count = objects(own).length;
				const seen = `${count} values, ${objects(row.doc_metadata).length} in the list`;
				return saw(seen, JSON.stringify(own) === JSON.stringify(row.doc_metadata));
			},
		},
		{
			about: 'The metadata fields of a knowledge base have id, name and type',
			look: async () => {
				const reply = await subject.client.ask(`${subject.path}/metadata`);
				const fields = objects(reply.json.doc_metadata);
				const types = [...new Set(fields.map(({ type }) => String(type)))].join(', ');
				const areKnown = fields.every(
					({ id, name, type }) => id && name && TYPES.includes(String(type)),
				);
				const seen = `${told(reply)}, ${fields.length} fields${types && ` (${types})`}`;
				return saw(seen, Array.isArray(reply.json.doc_metadata) && areKnown);
			},
		},
	];
}
