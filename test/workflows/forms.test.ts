import {
	NodeHelpers,
	type INode,
	type INodeProperties,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { registeredNodes } from './engine/registered';

const [dify, difyTrigger, gumloop, gumloopTrigger] = registeredNodes.map(
	({ description }) => description,
);

/** The fields that n8n's editor shows, and what it offers to add to each collection. */
function shownFields(description: INodeTypeDescription, parameters: INode['parameters']): string[] {
	const node: INode = {
		...{ id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0] },
		parameters: {},
	};
	const { properties } = description;
	const values = NodeHelpers.getNodeParameters(
		...([properties, parameters, true, false] as const),
		node,
		description,
	)!;
	const isShown = (property: INodeProperties, of: INode['parameters']) =>
		NodeHelpers.displayParameter(of, property, node, description, values);
	return properties
		.filter((property) => isShown(property, values))
		.flatMap(({ name, type, options = [] }) => {
			if (type !== 'collection') return [name];
			const chosen = (values[name] ?? {}) as INode['parameters'];
			const offered = (options as INodeProperties[]).filter((one) => isShown(one, chosen));
			return [name, ...offered.map((one) => `${name}.${one.name}`)];
		});
}

const zip = { resource: 'document', operation: 'downloadZip', selection: 'all' };
const url = { resource: 'document', operation: 'getDownloadUrl' };
const getRun = { resource: 'flowRun', operation: 'get' };
const start = { resource: 'flowRun', operation: 'start' };
const files = { resource: 'file', operation: 'downloadFiles' };
const run = (mode: string) => ({ runId: { __rl: true, mode, value: 'Zr5bW9cJf4hK7qXa' } });

describe('a field is shown only where it has an effect:', () => {
	test.each<[string, INodeTypeDescription, string, INode['parameters'], INode['parameters']]>([
		[
			'Leave Out Disabled Chunks, where documents without an original become text',
			dify,
			'options.leaveOutDisabledChunks',
			{ ...zip, options: { documentsWithoutOriginal: 'addAsText' } },
			{ ...zip, options: { documentsWithoutOriginal: 'leaveOut' } },
		],
		[
			'the notice about archived documents, until a Status is chosen',
			dify,
			'statusNotice',
			{ ...zip, filters: { extensions: 'pdf' } },
			{ ...zip, filters: { status: ['available'] } },
		],
		[
			'the notice about the price of URLs, where they are many',
			dify,
			'urlNotice',
			{ ...url, selection: 'all' },
			{ ...url, selection: 'one' },
		],
		[
			"the Dify trigger's field for files, where it downloads them",
			difyTrigger,
			'options.binaryPropertyName',
			{ options: { downloadFile: true } },
			{ options: { downloadFile: false } },
		],
		[
			'Include Existing, where documents that were added count',
			difyTrigger,
			'options.includeExisting',
			{ events: ['removed', 'ready'] },
			{ events: ['removed'] },
		],
		[
			'Wait at Most, where the run is waited for',
			gumloop,
			'options.waitMinutes',
			{ ...start, options: { waitForCompletion: true } },
			{ ...start, options: {} },
		],
		[
			'Flow in front of a list of runs, where there is a list',
			gumloop,
			'savedItemId',
			{ ...getRun, ...run('list') },
			{ ...getRun, ...run('id') },
		],
		[
			'File Name, for a ZIP',
			gumloop,
			'options.fileName',
			{ ...files, output: 'zip' },
			{ ...files, output: 'files' },
		],
		[
			'Maximum Unpacked Size, for what is unpacked',
			gumloop,
			'options.maximumUnpackedGb',
			{ ...files, output: 'files' },
			{ ...files, output: 'zip' },
		],
		[
			"the Gumloop trigger's field for files, where it downloads them",
			gumloopTrigger,
			'options.binaryPropertyName',
			{ options: { downloadFiles: true } },
			{ options: {} },
		],
	])('%s', (_, description, field, withEffect, withoutEffect) => {
		expect(shownFields(description, withEffect)).toContain(field);
		expect(shownFields(description, withoutEffect)).not.toContain(field);
	});
});

/** n8n drops the value of a field that is hidden, when it saves a node and when it runs it. */
test.each<[string, INodeTypeDescription, INode['parameters']]>([
	[
		'Leave Out Disabled Chunks',
		dify,
		{ ...zip, options: { leaveOutDisabledChunks: true, documentsWithoutOriginal: 'addAsText' } },
	],
	[
		'Metadata Match',
		dify,
		{ ...zip, filters: { metadata: { conditions: [{ field: 'Year' }] }, metadataMatch: 'any' } },
	],
	['Wait at Most', gumloop, { ...start, options: { waitMinutes: 5, waitForCompletion: true } }],
	[
		'Maximum Unpacked Size',
		gumloop,
		{ ...files, output: 'files', options: { maximumUnpackedGb: 5 } },
	],
	['File Name', gumloop, { ...files, options: { fileName: 'report.zip' } }],
	[
		'Include Existing and Put Output File in Field',
		difyTrigger,
		{ options: { includeExisting: true, downloadFile: true, binaryPropertyName: 'file' } },
	],
	[
		'Put Output File in Field',
		gumloopTrigger,
		{ options: { binaryPropertyName: 'file', downloadFiles: true } },
	],
])('%s keeps its value where it has an effect', (_, description, parameters) => {
	const { properties } = description;
	const node: INode = {
		...{ id: '', name: 'Node', type: '', typeVersion: 1, position: [0, 0] },
		parameters: {},
	};
	for (const withDefaults of [true, false]) {
		const kept = NodeHelpers.getNodeParameters(
			...([properties, parameters, withDefaults, false] as const),
			node,
			description,
		)!;
		const chosen = parameters.options ? 'options' : 'filters';
		expect(kept[chosen]).toMatchObject(parameters[chosen] as object);
	}
});

/** n8n 2.41 cuts the names of switches in a collection off there, at its usual width. */
const LONGEST_NAME_OF_A_SWITCH = 26;

test.each(registeredNodes.map(({ description }) => description))(
	'the editor shows the names of all options of $displayName to their end',
	({ properties }) => {
		const switches = properties
			.filter(({ type }) => type === 'collection')
			.flatMap(({ options }) => options as INodeProperties[])
			.filter(({ type }) => type === 'boolean')
			.map(({ displayName }) => displayName);
		expect(switches.filter((name) => name.length > LONGEST_NAME_OF_A_SWITCH)).toEqual([]);
	},
);
