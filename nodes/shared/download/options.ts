import type { IExecutePaginationFunctions, INodeProperties } from 'n8n-workflow';

import { defaultUnpackLimits, type UnpackLimits } from '../archive/limits';
import { defaultRepeatPolicy, type RepeatPolicy } from '../http/repeatPolicy';
import { inputFault } from '../parameters/inputFault';
import type { ParameterReader } from '../parameters/parameter';
import { readWholeNumber } from '../parameters/wholeNumber';

const GIB = 1024 ** 3;
const MINUTE_MS = 60_000;

export const binaryPropertyName: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryPropertyName',
	type: 'string',
	required: true,
	default: 'data',
	hint: 'The name of the output binary field to put the file in',
};

/** The same among options: n8n takes a required one that was not added for one that is missing. */
export const binaryPropertyNameOption: INodeProperties = { ...binaryPropertyName, required: false };

/** Option of every download. */
export const noItemWhenEmpty: INodeProperties = {
	displayName: 'No Item When Empty',
	name: 'noItemWhenEmpty',
	type: 'boolean',
	default: false,
	description:
		'Whether to give no item when there is nothing to download, instead of one without a file that says why',
};

export function readNoItemWhenEmpty(n8n: IExecutePaginationFunctions): boolean {
	return n8n.getNodeParameter('options.noItemWhenEmpty', false) === true;
}

/**
 * @param parameter where it is among the parameters
 * @returns the name of the binary field, which expressions may leave empty or make something else
 */
export function readBinaryPropertyName(
	n8n: ParameterReader,
	parameter = 'binaryPropertyName',
): string {
	const name = n8n.getNodeParameter(parameter, 'data');
	if (typeof name === 'string' && name.trim() !== '') return name.trim();
	throw inputFault(
		n8n,
		"'Put Output File in Field' holds no name",
		"Enter the name of the output binary field to put the file in, for example 'data'.",
	);
}

/** Options of every operation that repeats its requests. */
export const repeatOptions: INodeProperties[] = [
	{
		displayName: 'Keep Trying For (Minutes)',
		name: 'keepTryingMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 1440 },
		default: 15,
		description:
			'For how long a request that did not succeed is repeated at most. Pauses grow, and last as long as the service asks for.',
	},
	{
		displayName: 'Tries',
		name: 'tries',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 20 },
		default: 5,
		description: 'How many times a request is made at most, including the first',
	},
];

export const maximumUnpackedSize: INodeProperties = {
	displayName: 'Maximum Unpacked Size (GB)',
	name: 'maximumUnpackedGb',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 1000 },
	default: 10,
	description:
		'How much the files of one archive may take when unpacked. Protects n8n from archives made to fill its disk.',
};

export function readRepeatPolicy(n8n: IExecutePaginationFunctions): RepeatPolicy {
	const tries = readWholeNumber(n8n, 'options.tries', 'Tries', {
		preset: defaultRepeatPolicy.tries,
		least: 1,
		most: 20,
	});
	const minutes = readWholeNumber(n8n, 'options.keepTryingMinutes', 'Keep Trying For (Minutes)', {
		preset: defaultRepeatPolicy.duringMs / MINUTE_MS,
		least: 0,
		most: 1440,
	});
	return { tries, duringMs: minutes * MINUTE_MS };
}

export function readUnpackLimits(n8n: IExecutePaginationFunctions): UnpackLimits {
	const label = 'Maximum Unpacked Size (GB)';
	const gigabytes = readWholeNumber(n8n, 'options.maximumUnpackedGb', label, {
		preset: defaultUnpackLimits.maxTotalBytes / GIB,
		least: 1,
		most: 1000,
	});
	const maxTotalBytes = gigabytes * GIB;
	const maxEntryBytes = Math.max(defaultUnpackLimits.maxEntryBytes, maxTotalBytes);
	return { ...defaultUnpackLimits, maxTotalBytes, maxEntryBytes };
}
