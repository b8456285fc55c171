import { json, type Answer } from '../answer';
import { lengthOf } from '../content';
import { difyAnswers, validationText, withSuggestion } from './answers';
import type { SignedFiles } from './files';
import type { KnowledgeBase, KnowledgeDocument } from './knowledgeBase';
import { meaninglessName, type ZipCache } from './zip';
import type { Call } from '../httpServer';

const MOST_BYTES_PER_ENTRY = 2 ** 31;

/** `GET …/documents/{document}/download`: a signed URL, which begins with FILES_URL. */
export function signedUrl(
	document: KnowledgeDocument,
	files: SignedFiles,
	filesUrl: string,
): Answer {
	if (document.dataSourceType !== 'upload_file') {
		return difyAnswers.notFound('Document does not have an uploaded file to download.');
	}
	if (document.uploadFileGone) return difyAnswers.notFound('Uploaded file not found.');
	return json(200, { url: `${filesUrl}${files.pathOf(document)}` });
}

/** `POST …/documents/download-zip`: all of the documents, or none. */
export async function zipOf(
	{ documents: known }: KnowledgeBase,
	call: Call,
	zips: ZipCache,
	delayMs?: number,
): Promise<Answer> {
	const ids = readDocumentIds(call);
	if (!Array.isArray(ids)) return ids;

	const byId = new Map(known.map((one) => [one.id, one]));
	const documents = ids.map((id) => byId.get(id));
	const notFound = (message: string) =>
		difyAnswers.notFound(withSuggestion(message, call.url.pathname));
	if (!allKnown(documents)) return notFound('Document not found.');
	if (documents.some((one) => one.dataSourceType !== 'upload_file' || one.uploadFileGone)) {
		return notFound('Only uploaded-file documents can be downloaded as ZIP.');
	}
	if (documents.some((one) => one.blobMissing || lengthOf(one.content) > MOST_BYTES_PER_ENTRY)) {
		return difyAnswers.unknown();
	}

	const zip = await zips.get(documents);
	const now = new Date();
	return {
		status: 200,
		headers: {
			'Content-Type': 'application/zip',
			'Content-Length': zip.bytes,
			'Content-Disposition': `attachment; filename=${meaninglessName()}`,
			'Cache-Control': 'no-cache',
			'Last-Modified': now.toUTCString(),
			ETag: `"${now.getTime() / 1000}-${zip.bytes}-${zip.bytes % 4294967291}"`,
		},
		body: zip.open,
		trouble: { delayMs },
	};
}

const UUID = /^([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})$/i;

/** The ids of a download-zip request with dashes, or the answer that refuses them. */
function readDocumentIds({ log, body }: Call): string[] | Answer {
	if (!/^application\/json\b/i.test(log.headers['content-type'] ?? '')) {
		return difyAnswers.unsupportedMediaType();
	}
	const parsed = parseJson(body.toString('utf8')) as { document_ids?: unknown } | undefined;
	if (parsed === undefined) return difyAnswers.badRequest();
	const ids = parsed?.document_ids;
	if (!Array.isArray(ids)) return invalidIds('document_ids', 'Field required', 'missing');
	if (ids.length === 0) {
		const text = 'List should have at least 1 item after validation, not 0';
		return invalidIds('document_ids', text, 'too_short');
	}
	if (ids.length > 100) {
		const text = `List should have at most 100 items after validation, not ${ids.length}`;
		return invalidIds('document_ids', text, 'too_long');
	}
	const wrong = ids.findIndex((id) => typeof id !== 'string' || !UUID.test(id));
	if (wrong >= 0) {
		return invalidIds(`document_ids.${wrong}`, 'Input should be a valid UUID', 'uuid_parsing');
	}
	return (ids as string[]).map((id) => id.replace(UUID, '$1-$2-$3-$4-$5').toLowerCase());
}

function invalidIds(field: string, message: string, type: string): Answer {
	return difyAnswers.invalidParam(
		validationText('DocumentBatchDownloadZipPayload', field, message, type),
	);
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

function allKnown(
	documents: Array<KnowledgeDocument | undefined>,
): documents is KnowledgeDocument[] {
	return !documents.includes(undefined);
}
