import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { defaultUnpackLimits } from '../../shared/archive/limits';
import { safeFileName } from '../../shared/archive/names';
import type { Service } from '../../shared/http/service';
import type { Fault, Outcome } from '../../shared/messages/fault';
import { pollBudgetMs } from '../../shared/engine/polling';
import { uploadFileOf } from '../document/original';
import { simplified } from '../document/simplified';
import { fetchFiles, type DocumentFile } from '../document/download/files';
import { defaultBatchOptions } from '../document/download/options';
import {
	skippedWithoutOriginal,
	type SkippedDocument,
} from '../document/selection/skippedDocument';
import { listedDocument, type SelectedDocument } from '../document/selection/selection';
import type { Happening } from './compare';

/** How the items of a poll are made. */
export interface Telling {
	n8n: IPollFunctions;
	dify: Service;
	knowledgeBaseId: string;
	/** The knowledge base's name made safe. */
	folder: string;
	/** Name of the binary field for the files; undefined where no files are wanted. */
	binaryField?: string;
}

export interface Told {
	items: INodeExecutionData[];
	/** Happenings whose file did not come this time. */
	untold: Happening[];
}

interface Files {
	byId: Map<string, DocumentFile>;
	skippedById: Map<string, SkippedDocument>;
	/** What ended the fetching before all files had come. */
	fault?: Fault;
}

/** Makes an item of each happening, with its file where one is wanted. */
export async function tell(telling: Telling, happenings: Happening[]): Promise<Outcome<Told>> {
	if (telling.binaryField === undefined) {
		return { value: { items: happenings.map((one) => itemOf(telling, one)), untold: [] } };
	}
	const files = await fetchOriginals(telling, happenings);
	const told: Told = { items: [], untold: [] };
	for (const happening of happenings) {
		const { id, observed } = happening;
		if (!observed || files.byId.has(id) || files.skippedById.has(id)) {
			told.items.push(itemOf(telling, happening, files));
		} else {
			told.untold.push(happening);
		}
	}
	if (files.fault && told.items.length === 0) return { fault: files.fault };
	return { value: told };
}

/** Fetches the files that the happenings are about, until one cannot be had or the time of a poll is over. */
async function fetchOriginals(telling: Telling, happenings: Happening[]): Promise<Files> {
	const { n8n, dify, knowledgeBaseId } = telling;
	const end = Date.now() + pollBudgetMs(n8n);
	const files: Files = { byId: new Map(), skippedById: new Map() };
	const wanted = new Map<string, SelectedDocument>();
	for (const { id, observed } of happenings) {
		if (!observed) continue;
		const document = listedDocument(observed.document, 0);
		if (document.whyNoOriginal) files.skippedById.set(id, skippedWithoutOriginal(document));
		else wanted.set(id, document);
	}
	const options = { ...defaultBatchOptions, skipUnavailable: true };
	const fileName = 'documents.zip';
	const download = { context: { n8n }, dify, knowledgeBaseId, options, fileName };
	for await (const outcome of fetchFiles(download, [...wanted.values()], defaultUnpackLimits)) {
		if (outcome.fault) {
			files.fault = outcome.fault;
			break;
		}
		for (const file of outcome.value.files) files.byId.set(file.document.id, file);
		for (const one of outcome.value.skipped) files.skippedById.set(one.documentId, one);
		if (Date.now() > end) break;
	}
	return files;
}

function itemOf(
	{ knowledgeBaseId, folder, binaryField }: Telling,
	{ event, id, observed }: Happening,
	files?: Files,
): INodeExecutionData {
	const place = { knowledgeBaseId, folder };
	if (!observed) return { json: { event, id, ...place } };
	const { document } = observed;
	const { name } = uploadFileOf(document);
	const file = files?.byId.get(id);
	const skipped = files?.skippedById.get(id);
	const json: IDataObject = {
		event,
		...simplified(document),
		...place,
		fileName: file?.fileName ?? (name ? safeFileName(name) : null),
	};
	if (skipped) json.skipped = [skipped];
	if (!file || binaryField === undefined) return { json };
	return { json: { ...json, bytes: file.bytes }, binary: { [binaryField]: file.binary } };
}
