import { inputFault } from './inputFault';
import type { ParameterReader } from './parameter';

/** Reads a whole number between two bounds, or of any size upwards; expressions may give anything. */
export function readWholeNumber(
	n8n: ParameterReader,
	parameter: string,
	label: string,
	{ preset, least, most }: { preset: number; least: number; most: number },
): number {
	const given = n8n.getNodeParameter(parameter, preset);
	const value = given === '' ? preset : Number(given);
	if (Number.isInteger(value) && value >= least && value <= most) return value;
	const range = most === Number.MAX_SAFE_INTEGER ? `from ${least} up` : `from ${least} to ${most}`;
	throw inputFault(n8n, `'${label}' is not a whole number ${range}`, `Found: '${String(given)}'.`);
}
