import type { INodeProperties } from 'n8n-workflow';

import { readChoices } from '../../shared/parameters/choice';
import type { ParameterReader } from '../../shared/parameters/parameter';

const EVENTS = ['added', 'ready', 'removed', 'replaced'] as const;

/** What can happen to a document of a knowledge base. */
export type DocumentEvent = (typeof EVENTS)[number];

/** Which events to watch for; the descriptions tell what each one costs. */
export const eventsField: INodeProperties = {
	displayName: 'Events',
	name: 'events',
	type: 'multiOptions',
	required: true,
	noDataExpression: true,
	default: ['added'],
	description: 'What to watch for. Each document that it happens to becomes an item.',
	options: [
		{
			name: 'Document Added',
			value: 'added',
			description: 'A document is new. Costs one request each time.',
		},
		{
			name: 'Document Ready',
			value: 'ready',
			description:
				'Its indexing is complete. Costs one request each time, and a few more while older documents are being indexed.',
		},
		{
			name: 'Document Removed',
			value: 'removed',
			description:
				'A document was deleted. Costs one request each time, and one for every hundred documents when some went.',
		},
		{
			name: 'Document Replaced',
			value: 'replaced',
			description:
				'Its file was replaced by another one. Costs one request for every hundred documents each time.',
		},
	],
};

/** Reads 'Events'. */
export function readEvents(n8n: ParameterReader): Set<DocumentEvent> {
	return new Set(readChoices(n8n, 'events', 'Events', EVENTS));
}

/** The events in a list, whatever else is in it. */
export function eventsIn(list: unknown): DocumentEvent[] {
	return Array.isArray(list) ? EVENTS.filter((event) => list.includes(event)) : [];
}
