import { createHmac, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';

import type { Answer } from '../answer';
import { bytesOf } from '../content';
import { difyAnswers, validationText } from './answers';
import { storedSize, type KnowledgeBase, type KnowledgeDocument } from './knowledgeBase';
import { isOlderThan } from '../version';

const SECRET = 'the stand-in signs its URLs with this';

/** What the signed URLs depend on, as it is at the moment of a request. */
export interface FilesSetting {
	version: string;
	/** A proxy in front cuts a body to the length in its head. */
	behindNginx: boolean;
}

/** Signs URLs of uploaded files and answers them. */
export class SignedFiles {
	constructor(
		private readonly knowledgeBases: KnowledgeBase[],
		private readonly lifetimeSeconds: number,
		private readonly now: () => number,
	) {}

	/** The signed path, which Dify appends to its FILES_URL. */
	pathOf(document: KnowledgeDocument): string {
		const timestamp = Math.floor(this.now() / 1000).toString();
		const nonce = randomBytes(16).toString('hex');
		const query = new URLSearchParams({
			timestamp,
			nonce,
			sign: sign(document.uploadFileId, timestamp, nonce),
			as_attachment: 'true',
		});
		return `/files/${document.uploadFileId}/file-preview?${query}`;
	}

	/** `GET /files/{id}/file-preview`. Expired, forged and missing look the same. */
	answer(path: string, query: URLSearchParams, setting: FilesSetting): Answer {
		const missing = ['timestamp', 'nonce', 'sign'].find((name) => !query.has(name));
		if (missing) {
			return difyAnswers.invalidParam(
				validationText('FileSignatureQuery', missing, 'Field required', 'missing'),
			);
		}
		const id = /^\/+files\/([^/]+)\/file-preview$/.exec(path)?.[1];
		const document = this.knowledgeBases
			.flatMap((one) => one.documents)
			.find((one) => one.uploadFileId === id);
		if (!document || document.uploadFileGone || !this.isValid(document.uploadFileId, query)) {
			return difyAnswers.notFound('File not found or signature is invalid');
		}
		if (!document.blobMissing) return file(document, setting.behindNginx);
		return isOlderThan(setting.version, '1.14.0')
			? difyAnswers.closedBeforeHead()
			: difyAnswers.crashed();
	}

	private isValid(id: string, query: URLSearchParams): boolean {
		const timestamp = query.get('timestamp') ?? '';
		const age = Math.floor(this.now() / 1000) - Number(timestamp);
		return (
			query.get('sign') === sign(id, timestamp, query.get('nonce') ?? '') &&
			age <= this.lifetimeSeconds
		);
	}
}

/** An empty file has no Content-Length; a size that is too small stands in the head as it is. */
function file(document: KnowledgeDocument, behindNginx: boolean): Answer {
	const size = storedSize(document);
	const bytes = bytesOf(document.content);
	const headers = {
		'Content-Type': 'application/octet-stream',
		'Content-Disposition': `attachment; filename*=UTF-8''${quoted(document.fileName)}`,
	};
	if (size === 0) return { status: 200, headers, body: () => Readable.from([bytes]) };
	return {
		status: 200,
		headers: { ...headers, 'Content-Length': size, ...(!behindNginx && { Connection: 'close' }) },
		body: behindNginx ? bytes.subarray(0, size) : bytes,
	};
}

/** Python's `quote`, which leaves slashes and encodes more than `encodeURIComponent`. */
function quoted(name: string): string {
	return encodeURIComponent(name)
		.replaceAll('%2F', '/')
		.replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function sign(id: string, timestamp: string, nonce: string): string {
	return createHmac('sha256', SECRET)
		.update(`file-preview|${id}|${timestamp}|${nonce}`)
		.digest('base64url');
}
