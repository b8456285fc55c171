import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import manifest from '../../package.json';
import { registeredNodes } from './engine/registered';

/** n8n's UX guidelines for nodes that it verifies. */
const LONGEST_HINT = 120;
const MOST_FIELDS = 10;

const nodes = registeredNodes.map(({ description }, i) => {
	const file = manifest.n8n.nodes[i].replace('dist', '../..').replace(/\.js$/, '');
	return { description, file: join(__dirname, file), name: description.displayName };
});

/** Everything that a node's form is made of, at any depth. */
function everythingIn(properties: INodeProperties[]): INodeProperties[] {
	return properties.flatMap((property) => {
		const inner = (property.options ?? []).flatMap((option) =>
			'values' in option ? option.values : 'type' in option ? [option] : [],
		);
		return [property, ...everythingIn(inner)];
	});
}

test.each(nodes)('every hint of $name has 120 characters at most', ({ description }) => {
	const hints = everythingIn(description.properties).map(({ hint }) => hint ?? '');
	const messages = (description.hints ?? []).map(({ message }) => message);
	const tooLong = [...hints, ...messages].filter((hint) => hint.length > LONGEST_HINT);
	expect(tooLong).toEqual([]);
});

const withOperations = nodes.filter(({ description }) =>
	description.properties.some(({ name }) => name === 'operation'),
);

test.each(withOperations)(
	'what $name gets or lists has ten fields at most',
	({ description, file }) => {
		const read = description.properties
			.filter(({ name }) => name === 'operation')
			.flatMap(({ displayOptions, options }) =>
				(options as INodePropertyOptions[])
					.filter(({ value }) => value === 'get' || value === 'list')
					.map(({ value }) => `/${String(displayOptions!.show!.resource![0])}/${String(value)}`),
			);
		for (const operation of read) {
			const schema = join(file, '../__schema__', `v1.0.0${operation}.json`);
			const { properties } = JSON.parse(readFileSync(schema, 'utf8')) as { properties: object };
			expect([operation, Object.keys(properties).length <= MOST_FIELDS]).toEqual([operation, true]);
		}
	},
);

test.each(nodes)("n8n's AI builder and its search find $name", ({ description, file }) => {
	expect(description.builderHint?.searchHint).toMatch(/^Use it /);
	const { alias } = JSON.parse(readFileSync(`${file}.json`, 'utf8')) as { alias: string[] };
	expect(alias.length).toBeGreaterThan(5);
});
