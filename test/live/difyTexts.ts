import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import { type DifySubject, isUpload, UNKNOWN_ID } from './difySubject';
import { objects, type Row } from './row';

/** Assumptions about one document and its chunks. */
export function difyTexts(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'One document has updated_at, and its file under data_source_info.upload_file',
			look: async () => {
				const row = (await subject.rows()).find(isUpload);
				if (!row) return notChecked('there are no uploaded files');
				const reply = await subject.client.ask(`${subject.path}/documents/${String(row.id)}`);
				const { updated_at: updated, data_source_info: info } = reply.json;
				const hasFile = typeof info === 'object' && info !== null && 'upload_file' in info;
				const seen = `${told(reply)}, updated_at is a ${typeof updated}, upload_file is there: ${hasFile}`;
				return saw(seen, Number(updated) > 1e9 && hasFile);
			},
		},
		{
			about: 'A document that is unknown is 404 in JSON',
			look: async () => {
				const reply = await subject.client.ask(`${subject.path}/documents/${UNKNOWN_ID}`);
				return saw(told(reply), reply.status === 404 && reply.type === 'application/json');
			},
		},
		{
			about: 'The chunks of a document come in order, with position, content and enabled',
			look: async () => {
				const row = (await subject.rows()).find((one) => one.display_status === 'available');
				if (!row) return notChecked('no document is available');
				return await lookAtChunks(subject, row);
			},
		},
		{
			about: 'A document without an original (Notion, website, pipeline) has its text in chunks',
			look: async () => {
				const row = (await subject.rows()).find(
					(one) => !isUpload(one) && one.display_status === 'available',
				);
				if (!row) return notChecked('there is no such document');
				return await lookAtChunks(subject, row);
			},
		},
	];
}

async function lookAtChunks(subject: DifySubject, { id }: Row) {
	const path = `${subject.path}/documents/${String(id)}/segments`;
	const reply = await subject.client.ask(path, { query: { page: 1, limit: 100 } });
	const { data, total, doc_form: form } = reply.json;
	if (reply.json.code === 'provider_not_initialize') {
		return saw(`${told(reply)}: the embedding model is not available`, reply.status === 400);
	}
	const chunks = objects(data);
	const positions = chunks.map(({ position }) => Number(position));
	const isInOrder = positions.every((position, i) => i === 0 || position > positions[i - 1]);
	const areChunks = chunks.every(
		({ content, enabled }) => typeof content === 'string' && typeof enabled === 'boolean',
	);
	const seen = `${told(reply)}, ${chunks.length} of total ${String(total)}, ${String(form)}, in order: ${isInOrder}`;
	return saw(seen, chunks.length > 0 && typeof total === 'number' && isInOrder && areChunks);
}
