import type { IDataObject } from 'n8n-workflow';

import type { ParameterReader } from '../../shared/parameters/parameter';
import { textOf } from '../../shared/json';
import { readFilters } from '../document/filters/filters';
import { hasKeyword } from './keyword';

/** Reads 'Filters'. @returns whether a document, as Dify lists it, passes all of them */
export function readMatches(n8n: ParameterReader): (document: IDataObject) => boolean {
	const { qs, accepts } = readFilters(n8n);
	const keyword = textOf(qs.keyword);
	return (document) => {
		if (keyword && !hasKeyword(textOf(document.name) ?? '', keyword)) return false;
		if (qs.status && document.display_status !== qs.status) return false;
		return accepts?.(document) ?? true;
	};
}
