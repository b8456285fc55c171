import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type {
	IDataObject,
	INodeExecutionData,
	INodePropertyOptions,
	INodeType,
} from 'n8n-workflow';

/** A JSON Schema as n8n's editor reads it: one type for each value. */
interface Schema {
	type: string;
	properties?: Record<string, Schema>;
	items?: Schema;
}

/** Every operation of a node as n8n looks for its schema: `<resource>/<operation>`. */
export function operationsOf({ description }: INodeType): string[] {
	return description.properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			(options as INodePropertyOptions[]).map(
				({ value }) => `${String(displayOptions!.show!.resource![0])}/${String(value)}`,
			),
		);
}

/**
 * Expects that the fields of items are those that the editor shows before a node has run, or writes them
 * where `npm run schemas` asks for it.
 *
 * @param place the node's folder and what n8n appends, for example `v1.0.0/file/downloadFiles`
 * @param freeForm fields whose names the users choose, and which so differ everywhere
 */
export function expectSchema(
	[folder, name]: [folder: string, name: string],
	items: INodeExecutionData[],
	freeForm: string[] = [],
): void {
	expect(items.length).toBeGreaterThan(0);
	const file = join(__dirname, '../../../nodes', folder, '__schema__', `${name}.json`);
	const schema = schemaOf(
		items.map(({ json }) => json),
		freeForm,
	);
	if (process.env.WRITE_SCHEMAS) {
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, `${JSON.stringify(schema, null, '\t')}\n`);
	}
	expect(existsSync(file)).toBe(true);
	expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(schema);
}

/** The schema of values that mean the same; the first one that is not null tells the type. */
function schemaOf(values: unknown[], freeForm: string[]): Schema {
	const known = values.filter((value) => value !== null && value !== undefined);
	const [first] = known;
	if (first === undefined) return { type: 'null' };
	if (Array.isArray(first)) return { type: 'array', items: schemaOf(known.flat(), freeForm) };
	if (typeof first !== 'object') return { type: typeof first };
	const objects = known as IDataObject[];
	const names = [...new Set(objects.flatMap((object) => Object.keys(object)))];
	const properties = names.map((name): [string, Schema] => {
		const values = objects.map((object) => object[name]);
		return [name, freeForm.includes(name) ? { type: 'object' } : schemaOf(values, freeForm)];
	});
	return { type: 'object', properties: Object.fromEntries(properties) };
}
