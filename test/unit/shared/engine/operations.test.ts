import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import {
	propertiesOf,
	subtitleOf,
	type ResourceDescription,
} from '../../../../nodes/shared/engine/operations';
import { shown } from '../editor';

const field = (name: string): INodeProperties => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
});
const [folder, keyword, limit] = ['folder', 'keyword', 'limit'].map(field);
const run = async () => [];

function resource(value: string, operations: Record<string, INodeProperties[]>) {
	return {
		name: value,
		value,
		default: 'list',
		operations: Object.entries(operations).map(([operation, fields]) => ({
			...{ name: operation, value: operation, action: `${operation} ${value}`, description: '' },
			...{ fields, run },
		})),
	} satisfies ResourceDescription;
}

const resources = [
	resource('file', { copy: [folder, limit], list: [folder, keyword, limit] }),
	resource('note', { list: [keyword, limit] }),
];
const properties = propertiesOf(resources);

/** The fields that the editor shows below an operation, in their order. */
function fieldsOf(resource: string, operation: string): string[] {
	return properties
		.filter(({ displayOptions }) => {
			const { resource: resources, operation: operations } = displayOptions?.show ?? {};
			return resources?.includes(resource) && operations?.includes(operation);
		})
		.map(({ name }) => name);
}

test.each([
	['file', 'copy', 'copy file'],
	['file', 'list', 'list file'],
	['note', 'list', 'list note'],
])('the subtitle of %s → %s is “%s”, as the node panel says it', (resource, operation, action) => {
	const description = { properties } as INodeTypeDescription;
	expect(shown(description, subtitleOf(resources), { resource, operation })).toBe(action);
});

test.each([
	['file', 'copy', ['folder', 'limit']],
	['file', 'list', ['folder', 'keyword', 'limit']],
	['note', 'list', ['keyword', 'limit']],
])('%s → %s shows its own fields, in its own order', (resource, operation, names) => {
	expect(fieldsOf(resource, operation)).toEqual(names);
});

test('each field stands in the form once, but for one whose operations differ by resource', () => {
	const names = properties.map(({ name }) => name);
	expect(names.filter((name) => name === 'folder')).toHaveLength(1);
	expect(names.filter((name) => name === 'keyword')).toHaveLength(1);
	expect(names.filter((name) => name === 'limit')).toHaveLength(2);
});

test("a condition of a field's own stays beside where it is shown", () => {
	const conditional = { ...limit, displayOptions: { show: { returnAll: [false] } } };
	const shownIn = propertiesOf([resource('file', { list: [conditional] })]).at(-1);
	expect(shownIn?.displayOptions?.show).toEqual({
		resource: ['file'],
		operation: ['list'],
		returnAll: [false],
	});
});
