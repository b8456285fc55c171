import type { IDataObject, IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { readList } from '../../shared/parameters/list';
import { readChoice } from '../../shared/parameters/choice';
import { inputFault } from '../../shared/parameters/inputFault';
import type { Outcome } from '../../shared/messages/fault';
import { fetchRun, runFault, whyFailed, type FlowRun } from '../flowRun/run';
import type { Gumloop } from '../gumloop';

/** Fields that tell which files of a run to download. */
export const fileNameFields: INodeProperties[] = [
	{
		displayName: 'Files',
		name: 'selection',
		type: 'options',
		noDataExpression: true,
		default: 'outputs',
		options: [
			{
				name: "All Names in the Run's Outputs",
				value: 'outputs',
				description: 'The files whose names the flow puts out, in one named output or in all',
			},
			{ name: 'File Names', value: 'fileNames', description: 'The files whose names you enter' },
		],
	},
	{
		displayName: 'Output Name',
		name: 'outputName',
		type: 'string',
		default: '',
		placeholder: 'e.g. files',
		description:
			"The output of the flow that holds the names. When left empty, everything in the run's outputs counts that looks like a file name.",
		displayOptions: { show: { selection: ['outputs'] } },
	},
	{
		displayName: 'File Names',
		name: 'fileNames',
		type: 'string',
		typeOptions: { rows: 3 },
		required: true,
		default: '',
		placeholder: 'e.g. report.pdf',
		description:
			'Names separated by commas or line breaks, or a list from an expression. A name that has a comma in it has to be in a JSON list.',
		displayOptions: { show: { selection: ['fileNames'] } },
	},
];

/** Which files to download: names by hand, or those that the run's outputs hold. */
export async function selectFileNames(
	n8n: IExecutePaginationFunctions,
	gumloop: Gumloop,
	runId: string,
): Promise<Outcome<string[]>> {
	const selection = readChoice(n8n, 'selection', 'Files', ['outputs', 'fileNames']);
	if (selection === 'fileNames') return { value: givenNames(n8n) };
	return await namesInOutputs(n8n, gumloop, runId);
}

function givenNames(n8n: IExecutePaginationFunctions): string[] {
	const names = readList(n8n.getNodeParameter('fileNames', ''));
	if (names && names.length > 0) return [...new Set(names)];
	throw inputFault(
		n8n,
		names ? "'File Names' is empty" : "'File Names' is not a list of names",
		"Enter names separated by commas or line breaks, or a list from an expression, for example {{ $json.outputs.files }} behind 'Get'.",
	);
}

async function namesInOutputs(
	n8n: IExecutePaginationFunctions,
	gumloop: Gumloop,
	runId: string,
): Promise<Outcome<string[]>> {
	const asked = await fetchRun(gumloop, runId);
	if (asked.fault) return asked;
	const run = asked.value;
	const fault = whyFailed(gumloop, run);
	if (fault) return { fault };
	if (run.state !== 'DONE') return { fault: runFault(gumloop, run, 'RUN_UNFINISHED') };
	const name = String(n8n.getNodeParameter('outputName', '') ?? '').trim();
	if (name === '') return { value: fileNamesIn(run) };
	return { value: [...new Set(textsIn(outputNamed(n8n, run, name)))] };
}

/** Everything in a run's outputs that looks like a file name. */
export function fileNamesIn(run: FlowRun): string[] {
	const texts = Object.values(outputsOf(run)).flatMap(textsIn);
	return [...new Set(texts.filter(looksLikeFileName))];
}

function outputNamed(n8n: IExecutePaginationFunctions, run: FlowRun, name: string): unknown {
	const outputs = outputsOf(run);
	if (Object.hasOwn(outputs, name)) return outputs[name];
	const names = Object.keys(outputs).map((output) => `'${output}'`);
	throw inputFault(
		n8n,
		"'Output Name' is not an output of the run",
		`There is no '${name}'. The run has ${names.length > 0 ? `the outputs ${names.join(', ')}` : 'no outputs'}.`,
	);
}

function outputsOf({ outputs }: FlowRun): IDataObject {
	return (outputs ?? {}) as IDataObject;
}

/** An output is a text or a list of texts; a list may also have become a text on its way. */
function textsIn(value: unknown): string[] {
	if (Array.isArray(value)) return value.flatMap(textsIn);
	if (typeof value !== 'string') return [];
	const text = value.trim();
	const list = text.startsWith('[') ? readList(text) : undefined;
	return (
		list ??
		text
			.split(/[\r\n]+/)
			.map((line) => line.trim())
			.filter((line) => line !== '')
	);
}

/** Outputs also hold other texts: a name ends in an extension and is no address. */
function looksLikeFileName(text: string): boolean {
	return text.length <= 255 && /\.[a-z][a-z0-9]{0,9}$/i.test(text) && !text.includes('://');
}
