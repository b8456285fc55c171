import type { INodeProperties } from 'n8n-workflow';

import { textOf } from '../../../shared/json';
import { inputFault } from '../../../shared/parameters/inputFault';
import { readListOption } from '../../../shared/parameters/list';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import type { Condition } from './condition';

const STATUSES = ['archived', 'available', 'disabled', 'error', 'indexing', 'paused', 'queuing'];

/** What `display_status` says until the indexing is complete (Dify, models/dataset.py), in the order of its life. */
export const UNFINISHED = ['queuing', 'indexing', 'paused', 'error'];

export const status: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'multiOptions',
	default: ['available'],
	description:
		'Only documents that Dify shows with one of these statuses. Without this filter, archived, disabled and failed documents come along.',
	options: STATUSES.map((value) => ({
		name: value.charAt(0).toUpperCase() + value.slice(1),
		value,
	})),
};

/** Dify ignores a status that it does not know and lists everything; so it is refused here. */
export function readStatuses(n8n: ParameterReader, given: unknown): string[] {
	const statuses = readListOption(n8n, given, 'Status');
	const unknown = statuses.find((one) => !STATUSES.includes(one));
	if (unknown === undefined) return [...new Set(statuses)];
	throw inputFault(
		n8n,
		"'Status' is not one that Dify knows",
		`'${unknown}' is none of: ${STATUSES.join(', ')}.`,
	);
}

/** Whether a document has one of the statuses. */
export function oneOf(statuses: string[]): Condition {
	return ({ display_status }) => statuses.includes(textOf(display_status) ?? '');
}
