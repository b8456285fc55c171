import type { IDataObject } from 'n8n-workflow';

import { ruleOf } from '../../nodes/DifyKnowledge/document/text/splittingRules';
import { type Assumption, notChecked, saw } from './assumption';
import { told } from './client';
import { type DifySubject, isUpload, UNKNOWN_ID } from './difySubject';
import { objects, type Row } from './objects';

/** Assumptions about one document and its chunks. */
export function difyTexts(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'One document has updated_at, and its file under data_source_info.upload_file',
			look: async () => {
				const row = (await subject.rows()).find(isUpload);
				if (!row) return notChecked('there are no uploaded files');
				const reply = await subject.document(row.id);
				const { updated_at: updated, data_source_info: info } = reply.json;
				const hasFile = typeof info === 'object' && info !== null && 'upload_file' in info;
				const seen = `${told(reply)}, updated_at is a ${typeof updated}, upload_file is there: ${hasFile}`;
				return saw(seen, Number(updated) > 1e9 && hasFile);
			},
		},
		{
			about: 'A document that is unknown is 404 in JSON',
			look: async () => {
				const reply = await subject.document(UNKNOWN_ID);
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
		{
			about: 'Chunks are paged: every page tells the total, and none has a chunk of another',
			look: async () => {
				const row = await withChunks(subject);
				if (!row) return notChecked('no document has several chunks');
				const pages = [await subject.chunks(row.id, 1, 1), await subject.chunks(row.id, 2, 1)];
				const ids = new Set(pages.flatMap(({ json }) => objects(json.data).map(({ id }) => id)));
				const totals = pages.map(({ json }) => String(json.total)).join(' and ');
				const areSame = pages[0].json.total === pages[1].json.total;
				const seen = `${ids.size} chunks on two pages of one, totals ${totals}`;
				return saw(seen, ids.size === 2 && areSame);
			},
		},
		{
			about: 'A chunk has id, status, keywords, hit_count and tokens',
			look: async () => {
				const row = await withChunks(subject);
				if (!row) return notChecked('no document has several chunks');
				const chunks = objects((await subject.chunks(row.id, 1, 100)).json.data);
				const wrong = chunks.filter((chunk) => !isChunk(chunk)).length;
				return saw(`${chunks.length} chunks, ${wrong} without one`, wrong === 0);
			},
		},
		{
			about:
				'A document whose dataset_process_rule_id is not null tells under document_process_rule how its text was cut',
			look: async () => {
				const row = (await subject.rows()).find(({ dataset_process_rule_id: id }) => id);
				if (!row) return notChecked('no document has a rule');
				const rule = ruleOf((await subject.document(row.id)).json as IDataObject);
				const seen = rule
					? `${rule.mostTokens} tokens, ${rule.overlapTokens} of them shared`
					: 'none that can be read';
				return saw(seen, rule !== undefined);
			},
		},
	];
}

async function lookAtChunks(subject: DifySubject, { id }: Row) {
	const reply = await subject.chunks(id, 1, 100);
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

const MOST_ASKED = 5;

/** One of the first documents that has more than one chunk. */
async function withChunks(subject: DifySubject): Promise<Row | undefined> {
	const ready = (await subject.rows()).filter((one) => one.display_status === 'available');
	const others = ready.filter((one) => !isUpload(one));
	for (const row of [...others, ...ready.filter(isUpload)].slice(0, MOST_ASKED)) {
		if (Number((await subject.chunks(row.id, 1, 1)).json.total) > 1) return row;
	}
	return undefined;
}

function isChunk({ id, status, keywords, hit_count: hits, tokens }: Row): boolean {
	const areWords = keywords === null || Array.isArray(keywords);
	return areWords && [id, status].every(isText) && [hits, tokens].every(isNumber);
}

function isText(value: unknown): boolean {
	return typeof value === 'string';
}

function isNumber(value: unknown): boolean {
	return typeof value === 'number';
}
