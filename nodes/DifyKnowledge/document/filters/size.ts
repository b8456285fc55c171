import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { shownValue, textOf } from '../../../shared/json';
import { inputFault } from '../../../shared/parameters/inputFault';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import { uploadFileOf } from '../original';
import type { Condition } from './condition';

export const sizeFrom: INodeProperties = {
	displayName: 'Size From (MB)',
	name: 'sizeFrom',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 3 },
	default: 0,
	description: 'Only documents whose original file is at least this large',
};

export const sizeTo: INodeProperties = {
	displayName: 'Size To (MB)',
	name: 'sizeTo',
	type: 'number',
	typeOptions: { minValue: 0, numberPrecision: 3 },
	default: 10,
	description: 'Only documents whose original file is at most this large',
};

/** As Dify counts its own limit of 15 MB a file. */
const BYTES_PER_MB = 1024 ** 2;

/** Reads 'Size From' and 'Size To'. */
export function sizeConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
	const from = readMegabytes(n8n, filters.sizeFrom, 'Size From (MB)');
	const to = readMegabytes(n8n, filters.sizeTo, 'Size To (MB)');
	if (from === undefined && to === undefined) return [];
	const isBetween = (document: IDataObject) => {
		const { size } = uploadFileOf(document);
		return size !== undefined && size >= (from ?? 0) && size <= (to ?? Infinity);
	};
	return [isBetween];
}

function readMegabytes(n8n: ParameterReader, given: unknown, label: string): number | undefined {
	if (given === undefined || given === null || given === '') return undefined;
	const megabytes = Number(textOf(given));
	if (megabytes >= 0) return megabytes * BYTES_PER_MB;
	throw inputFault(n8n, `'${label}' is not a number from 0 up`, `Found: '${shownValue(given)}'.`);
}
