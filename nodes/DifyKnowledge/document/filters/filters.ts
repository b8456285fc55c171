import type { IDataObject } from 'n8n-workflow';

import { readDateTime } from '../../../shared/parameters/dateTime';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import { addedAfter, addedBefore, dateConditions } from './added';
import type { Condition } from './condition';
import { downloadableOnly, extensions, fileConditions } from './file';
import { likeText } from './keyword';
import { readMetadata } from './metadata';
import { metadataFilters } from './metadataFields';
import { documentName, nameConditions } from './name';
import { sizeConditions, sizeFrom, sizeTo } from './size';
import { oneOf, readStatuses, status } from './status';

/** Filters of the downloads and the trigger, which leave out what cannot be downloaded anyway. */
export const downloadFilters = [
	addedAfter,
	addedBefore,
	extensions,
	...metadataFilters,
	documentName,
	sizeFrom,
	sizeTo,
	status,
];

export const listFilters = [...downloadFilters, downloadableOnly];

export interface Filters {
	/** What Dify itself filters by. */
	qs: IDataObject;
	/** What only this side can filter by; undefined when nothing is to be filtered here. */
	accepts?: Condition;
	/** Unix seconds: documents that were added earlier are not wanted. */
	since?: number;
}

/**
 * Reads 'Keyword' and 'Filters' of an operation or a trigger; what cannot be used is refused by the
 * field's name.
 */
export function readFilters(n8n: ParameterReader): Filters {
	const filters = n8n.getNodeParameter('filters', {}) as IDataObject;
	const keyword = likeText(n8n.getNodeParameter('keyword', ''));
	const statuses = readStatuses(n8n, filters.status);
	const since = readDateTime(n8n, filters.addedAfter, 'Added After');
	const qs: IDataObject = {};
	if (keyword) qs.keyword = keyword;
	if (statuses.length === 1) qs.status = statuses[0];
	const conditions = [
		...dateConditions(n8n, since, filters.addedBefore),
		...sizeConditions(n8n, filters),
		...nameConditions(n8n, filters),
		...fileConditions(n8n, filters),
		readMetadata(n8n, filters),
		statuses.length > 1 ? oneOf(statuses) : undefined,
	].filter((condition) => condition !== undefined);
	if (conditions.length === 0) return { qs };
	return { qs, since, accepts: (document) => conditions.every((isMet) => isMet(document)) };
}
