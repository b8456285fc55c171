import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { readDateTime } from '../../../shared/parameters/dateTime';
import { inputFault } from '../../../shared/parameters/inputFault';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import type { Condition } from './condition';

export const addedAfter: INodeProperties = {
	displayName: 'Added After',
	name: 'addedAfter',
	type: 'dateTime',
	default: '',
	description:
		'Only documents that were added to Dify then or later, in the time zone of the workflow',
};

export const addedBefore: INodeProperties = {
	displayName: 'Added Before',
	name: 'addedBefore',
	type: 'dateTime',
	default: '',
	description: 'Only documents that were added to Dify earlier, in the time zone of the workflow',
};

/** @param since 'Added After' in unix seconds */
export function dateConditions(
	n8n: ParameterReader,
	since: number | undefined,
	addedBefore: unknown,
): Condition[] {
	const before = readDateTime(n8n, addedBefore, 'Added Before');
	if (since === undefined && before === undefined) return [];
	if (since !== undefined && before !== undefined && before <= since) {
		throw inputFault(
			n8n,
			"'Added Before' is not later than 'Added After'",
			'No document was added in between. Exchange the two dates, or remove one.',
		);
	}
	const isBetween = ({ created_at }: IDataObject) =>
		typeof created_at === 'number' &&
		created_at >= (since ?? -Infinity) &&
		created_at < (before ?? Infinity);
	return [isBetween];
}
