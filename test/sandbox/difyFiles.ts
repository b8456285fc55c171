import { createHmac, randomBytes } from 'node:crypto';

import type { Answer } from './answer';
import { bytesOf } from './content';
import { difyAnswers } from './difyAnswers';
import { storedSize, type KnowledgeBase, type KnowledgeDocument } from './difyKnowledgeBase';

const SECRET = 'the stand-in signs its URLs with this';

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
	answer(path: string, query: URLSearchParams): Answer {
		const id = /^\/+files\/([^/]+)\/file-preview$/.exec(path)?.[1];
		const document = this.knowledgeBases
			.flatMap((one) => one.documents)
			.find((one) => one.uploadFileId === id);
		if (!document || document.uploadFileGone || !this.isValid(document.uploadFileId, query)) {
			return difyAnswers.notFound('File not found or signature is invalid');
		}
		return file(document);
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

function file(document: KnowledgeDocument): Answer {
	const size = storedSize(document);
	return {
		status: 200,
		headers: {
			'Content-Type': 'application/octet-stream',
			'Content-Length': size,
			'Content-Disposition': `attachment; filename*=UTF-8''${encodeURIComponent(document.fileName)}`,
		},
		// A size that is too small cuts the body, as it does behind a real server.
		body: document.blobMissing ? '' : bytesOf(document.content).subarray(0, size),
		trouble: document.blobMissing ? { resetAfterBytes: 0 } : undefined,
	};
}

function sign(id: string, timestamp: string, nonce: string): string {
	return createHmac('sha256', SECRET)
		.update(`file-preview|${id}|${timestamp}|${nonce}`)
		.digest('base64url');
}
