import { UNFINISHED } from '../../nodes/DifyKnowledge/document/filters/status';
import { type Assumption, notChecked, saw } from './assumption';
import { type DifySubject, isUpload } from './difySubject';
import { objects } from './objects';

/** Assumptions of the trigger, which compares lists without filters. */
export function difyTrigger(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'The first page tells the total of the whole list, whatever its size',
			look: async () => {
				const { total } = await subject.sweep();
				const { json } = await subject.page({ page: 1, limit: 1 });
				const seen = `${String(json.total)} on a page of one document, ${String(total)} on the last page`;
				return saw(seen, json.total === total);
			},
		},
		{
			about: 'Documents of the same second are listed by their `position`, the highest first',
			look: async () => {
				const rows = await subject.rows();
				if (rows.length === 0) return notChecked('the knowledge base is empty');
				const wrong = rows.filter(
					({ position, created_at: time }, i) =>
						typeof position !== 'number' ||
						(rows[i - 1]?.created_at === time && Number(rows[i - 1].position) < position),
				).length;
				return saw(`${rows.length} rows, ${wrong} in another place or without one`, wrong === 0);
			},
		},
		{
			about: `Documents that are not ready are listed by \`status\`: ${UNFINISHED.join(', ')}`,
			look: async () => {
				const all = await subject.rows();
				const pages = await Promise.all(
					UNFINISHED.map(async (status) => {
						const { json } = await subject.page({ status, limit: 100 });
						return { status, listed: objects(json.data) };
					}),
				);
				const count = all.filter((row) => UNFINISHED.includes(String(row.display_status))).length;
				const others = pages.flatMap(({ status, listed }) =>
					listed.filter((row) => row.display_status !== status),
				).length;
				const found = pages.flatMap(({ listed }) => listed).length - others;
				if (count + found + others === 0) return notChecked('every document is ready');
				const seen = `${found} found, ${others} others, ${count} in the list of all`;
				return saw(seen, others === 0 && found >= Math.min(count, 100));
			},
		},
		{
			about: 'An uploaded file has its ID under data_source_info.upload_file_id',
			look: async () => {
				const uploads = (await subject.rows()).filter(isUpload);
				if (uploads.length === 0) return notChecked('there are no uploaded files');
				const ids = uploads.filter(({ data_source_info: info }) => {
					const id = (info as { upload_file_id?: unknown } | null | undefined)?.upload_file_id;
					return typeof id === 'string' && id !== '';
				});
				return saw(`${ids.length} of ${uploads.length}`, ids.length === uploads.length);
			},
		},
	];
}
