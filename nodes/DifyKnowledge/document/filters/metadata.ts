import type { IDataObject } from 'n8n-workflow';

import { isObject, objectsIn, textOf } from '../../../shared/json';
import { readDateTime } from '../../../shared/parameters/dateTime';
import { inputFault } from '../../../shared/parameters/inputFault';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import type { Condition } from './condition';

/** What a field of metadata holds, by Dify's own names. */
const TYPES = ['string', 'number', 'time'] as const;
export type FieldType = (typeof TYPES)[number];

const TEXT_TESTS: Record<string, (value: string, wanted: string) => boolean> = {
	beginsWith: (value, wanted) => value.startsWith(wanted),
	contains: (value, wanted) => value.includes(wanted),
	is: (value, wanted) => value === wanted,
	isNot: (value, wanted) => value !== wanted,
};

/** What is no number fulfils none of these; where one number is wanted, both ends are the same. */
const ORDER_TESTS: Record<string, (value: number, first: number, last: number) => boolean> = {
	between: (value, first, last) => value >= first && value <= last,
	equals: (value, first) => value === first,
	greater: (value, first) => value > first,
	less: (value, first) => value < first,
};

/** Whether the value of a field of metadata is wanted. */
type Test = (value: unknown) => boolean;

/**
 * Reads 'Metadata': which documents fulfil its conditions. Dify does not filter by metadata, so it is
 * done here.
 *
 * @returns undefined where there are none
 */
export function readMetadata(n8n: ParameterReader, filters: IDataObject): Condition | undefined {
	const rows = isObject(filters.metadata) ? objectsIn(filters.metadata.conditions) : [];
	if (rows.length === 0) return undefined;
	const conditions = rows.map((row, index) => new MetadataRow(n8n, row, index + 1).read());
	return filters.metadataMatch === 'any'
		? (document) => conditions.some((isMet) => isMet(document))
		: (document) => conditions.every((isMet) => isMet(document));
}

/** One condition as it is filled in. @param place counted from 1 */
class MetadataRow {
	private readonly name: string;
	private readonly type: FieldType;

	constructor(
		private readonly n8n: ParameterReader,
		private readonly given: IDataObject,
		private readonly place: number,
	) {
		({ name: this.name, type: this.type } = fieldOf(textOf(given.field) ?? ''));
	}

	read(): Condition {
		const { name } = this;
		if (name === '') throw this.refused('no field', this.given.field);
		const isWanted = this.test(textOf(this.given.condition) ?? this.usualCondition());
		return ({ doc_metadata }) =>
			isWanted(objectsIn(doc_metadata).find((one) => one.name === name)?.value);
	}

	private usualCondition(): string {
		return this.type === 'string' ? 'is' : 'equals';
	}

	private test(condition: string): Test {
		if (condition === 'isEmpty') return isEmpty;
		if (Object.hasOwn(TEXT_TESTS, condition)) {
			const wanted = plain(this.given.value);
			if (wanted === '') throw this.refused('no value', '');
			return (value) => TEXT_TESTS[condition](plain(value), wanted);
		}
		if (!Object.hasOwn(ORDER_TESTS, condition))
			throw this.refused('an unknown operator', condition);
		const first = this.limit(this.given.value);
		const last = condition === 'between' ? this.limit(this.given.valueTo) : first;
		return (value) => ORDER_TESTS[condition](numberOf(value), first, last);
	}

	private limit(value: unknown): number {
		const isTime = this.type === 'time';
		const limit = isTime ? readDateTime(this.n8n, value, 'Metadata') : numberOf(value);
		if (limit !== undefined && !Number.isNaN(limit)) return limit;
		throw this.refused(isTime ? 'no date' : 'no number', value);
	}

	private refused(what: string, found: unknown): Error {
		return inputFault(
			this.n8n,
			`'Metadata' has a condition with ${what}, at position ${this.place}`,
			`Found: '${textOf(found) ?? ''}'.`,
		);
	}
}

/** The value of a field's choice ends with its type; a name alone is that of a text. */
function fieldOf(choice: string): { name: string; type: FieldType } {
	const type = TYPES.find((one) => choice.endsWith(`|${one}`));
	if (!type) return { name: choice.trim(), type: 'string' };
	return { name: choice.slice(0, -type.length - 1).trim(), type };
}

function isEmpty(value: unknown): boolean {
	return value === null || value === undefined || value === '';
}

function plain(value: unknown): string {
	return (textOf(value) ?? '').trim().toLowerCase();
}

/** Dify hands out numbers and times (unix seconds) as text. */
function numberOf(value: unknown): number {
	const text = textOf(value)?.trim() ?? '';
	return text === '' ? NaN : Number(text);
}
