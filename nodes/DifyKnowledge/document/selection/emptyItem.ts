import type { IDataObject, IExecutePaginationFunctions, INodeExecutionData } from 'n8n-workflow';

import type { SkippedDocument } from './skippedDocument';
import { coveredItems } from './allInputItems';

/** What comes out where nothing was downloaded: no file, but why, and what was left out. */
export function emptyItem(
	n8n: IExecutePaginationFunctions,
	fields: IDataObject,
	skipped: SkippedDocument[],
): INodeExecutionData {
	const reason =
		skipped.length === 0
			? 'No document was found that matches'
			: 'None of the documents could be downloaded';
	const counts = { fileCount: 0, skippedCount: skipped.length, bytes: 0 };
	return {
		json: { ...counts, reason, ...fields, skipped },
		pairedItem: coveredItems(n8n).map((item) => ({ item })),
	};
}
