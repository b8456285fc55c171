import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { isObject, textOf } from '../../../shared/json';
import { inputFault } from '../../../shared/parameters/inputFault';
import type { ParameterReader } from '../../../shared/parameters/parameter';
import type { Condition } from './condition';

export const documentName: INodeProperties = {
	displayName: 'Name',
	name: 'name',
	type: 'fixedCollection',
	default: {},
	placeholder: 'Add Condition',
	description: 'Only documents whose name fits. Upper and lower case make no difference.',
	options: [
		{
			displayName: 'Condition',
			name: 'condition',
			values: [
				{
					displayName: 'Match',
					name: 'match',
					type: 'options',
					default: 'contains',
					options: [
						{ name: 'Begins With', value: 'beginsWith' },
						{ name: 'Contains', value: 'contains' },
						{ name: 'Is Exactly', value: 'is' },
					],
				},
				{
					displayName: 'Text',
					name: 'text',
					type: 'string',
					default: '',
					placeholder: 'e.g. invoice',
				},
			],
		},
	],
};

const NAME_MATCHES: Record<string, (name: string, text: string) => boolean> = {
	beginsWith: (name, text) => name.startsWith(text),
	contains: (name, text) => name.includes(text),
	is: (name, text) => name === text,
};

/** Reads 'Name'. */
export function nameConditions(n8n: ParameterReader, filters: IDataObject): Condition[] {
	const given = isObject(filters.name) ? filters.name.condition : undefined;
	if (!isObject(given)) return [];
	const wanted = comparable(given.text);
	if (wanted === '') return [];
	const kind = textOf(given.match) ?? 'contains';
	if (!Object.hasOwn(NAME_MATCHES, kind)) {
		throw inputFault(n8n, "'Name' has a match that is not offered", `Found: '${kind}'.`);
	}
	return [({ name }) => NAME_MATCHES[kind](comparable(name), wanted)];
}

/** Names come composed or decomposed, as the systems that they were uploaded from write them. */
function comparable(text: unknown): string {
	return (textOf(text) ?? '').normalize('NFC').trim().toLowerCase();
}
