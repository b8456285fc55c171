import { shownValue } from '../json';
import { inputFault } from './inputFault';
import type { ParameterReader } from './parameter';

/** Reads one of the values that a field offers; expressions and agents may give anything. */
export function readChoice<Value extends string>(
	n8n: ParameterReader,
	parameter: string,
	label: string,
	offered: readonly [Value, ...Value[]],
): Value {
	const given = n8n.getNodeParameter(parameter, offered[0]);
	const choice = offered.find((one) => one === given);
	if (choice !== undefined) return choice;
	throw inputFault(
		n8n,
		`'${label}' has a value that is not offered`,
		`'${shownValue(given)}' is none of: ${offered.join(', ')}.`,
	);
}
