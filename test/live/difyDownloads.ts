import { resolveDownloadUrl } from '../../nodes/DifyKnowledge/document/downloadUrl/resolveDownloadUrl';
import { entriesOf } from './archive';
import { type Assumption, notChecked, saw } from './assumption';
import { open, type Reply, told } from './client';
import { type DifySubject, isUpload, sizeOf, UNKNOWN_ID, uploadFileOf } from './difySubject';
import type { Row } from './objects';

/** Assumptions about originals. */
export function difyDownloads(subject: DifySubject): Assumption[] {
	return [...signedUrls(subject), ...zips(subject), ...refusals(subject)];
}

function signedUrls(subject: DifySubject): Assumption[] {
	const openSmallest = async () => {
		const [row] = await subject.smallest();
		if (!row) return undefined;
		const { json } = await subject.download(row.id);
		const url = resolveDownloadUrl(json.url, subject.client.root, false);
		return { row, url, reply: url ? await open(url) : undefined };
	};
	return [
		{
			about: 'The download of a document is a URL under /files/, relative to the host or absolute',
			look: async () => {
				const [row] = await subject.smallest();
				if (!row) return notChecked('there are no uploaded files');
				const reply = await subject.download(row.id);
				const given = String(reply.json.url);
				const kind = /^https?:/.test(given) ? 'absolute' : 'relative';
				return saw(`${told(reply)}, ${kind}`, /^(https?:\/\/[^/]+)?\/+files\//.test(given));
			},
		},
		{
			about: 'That URL opens without a key and gives as many bytes as the list says',
			look: async () => {
				const opened = await openSmallest();
				if (!opened) return notChecked('there are no uploaded files');
				if (!opened.reply) return saw('the URL cannot be read', false);
				const { status, bytes } = opened.reply;
				const size = sizeOf(opened.row);
				return saw(
					`${status}, ${bytes.length} of ${size} bytes`,
					status === 200 && bytes.length === size,
				);
			},
		},
	];
}

function zips(subject: DifySubject): Assumption[] {
	return [
		{
			about:
				'download-zip gives application/zip, with an entry for each document and sizes in its headers',
			look: async () => {
				const asked = await subject.smallest();
				if (asked.length === 0) return notChecked('there are no uploaded files');
				const reply = await subject.zip(asked.map(({ id }) => id));
				if (reply.type !== 'application/zip') return saw(told(reply), false);
				const entries = await entriesOf(reply.bytes);
				const streamed = entries.filter(({ flags }) => (flags & 8) !== 0).length;
				const seen = `${told(reply)}, ${entries.length} entries for ${asked.length} documents, ${streamed} with data descriptors`;
				return saw(seen, entries.length === asked.length && streamed === 0);
			},
		},
		{
			about: 'Entries come in the order of the request, named by the base name of the file',
			look: async () => {
				const asked = await subject.smallest();
				if (asked.length === 0) return notChecked('there are no uploaded files');
				const inOrder = await entriesOf((await subject.zip(asked.map(({ id }) => id))).bytes);
				const turned = [...asked].reverse();
				const reversed = await entriesOf((await subject.zip(turned.map(({ id }) => id))).bytes);
				const explained = [
					...inOrder.map(({ name }, i) => isNameOf(name, asked[i])),
					...reversed.map(({ name }, i) => isNameOf(name, turned[i])),
				];
				const count = explained.filter(Boolean).length;
				return saw(
					`${count} of ${explained.length} names are explained`,
					count === explained.length,
				);
			},
		},
	];
}

function refusals(subject: DifySubject): Assumption[] {
	return [
		{
			about: 'A ZIP with one unknown document is refused as a whole: 404, "Document not found."',
			look: async () => {
				const [row] = await subject.smallest();
				const reply = await subject.zip([...(row ? [row.id] : []), UNKNOWN_ID]);
				return saw(told(reply), isNotFound(reply, /document not found/i));
			},
		},
		{
			about: 'A ZIP may be of 100 documents, and not of more',
			look: async () => {
				const most = await subject.zip(Array(100).fill(UNKNOWN_ID));
				const tooMany = await subject.zip(Array(101).fill(UNKNOWN_ID));
				const seen = `${told(most)} for 100, ${told(tooMany)} for 101`;
				return saw(seen, isNotFound(most, /document not found/i) && tooMany.status === 400);
			},
		},
		{
			about:
				'A ZIP with a document that is no uploaded file is refused: 404, "uploaded-file documents"',
			look: async () => {
				const other = (await subject.rows()).find((row) => !isUpload(row));
				if (!other) return notChecked('all documents are uploaded files');
				return saw(...refused(await subject.zip([other.id])));
			},
		},
		{
			about: 'A document whose upload is gone is refused in the same words',
			look: async () => {
				const gone = (await subject.rows()).find(
					(row) => isUpload(row) && Object.keys(uploadFileOf(row)).length === 0,
				);
				if (!gone) return notChecked('no upload is gone');
				return saw(...refused(await subject.zip([gone.id])));
			},
		},
		{
			about: 'The download of an unknown document is 404, "Document not found."',
			look: async () => {
				const reply = await subject.download(UNKNOWN_ID);
				return saw(told(reply), isNotFound(reply, /document not found/i));
			},
		},
	];
}

function refused(reply: Reply): [string, boolean] {
	return [told(reply), isNotFound(reply, /uploaded-file documents/i)];
}

function isNotFound({ status, json }: Reply, words: RegExp): boolean {
	return status === 404 && words.test(String(json.message));
}

/** Dify writes the base name with `_` for backslashes, and a number where it was there before. */
function isNameOf(entryName: string, row: Row): boolean {
	const [base] = String(uploadFileOf(row).name).split('/').slice(-1);
	const flat = base.trim().replaceAll('\\', '_');
	return [entryName, entryName.replace(/ \(\d+\)(?=(\.[^.]*)?$)/, '')].includes(flat);
}
