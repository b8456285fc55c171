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

/** Reads several of the values that a field offers, at least one. */
export function readChoices<Value extends string>(
	n8n: ParameterReader,
	parameter: string,
	label: string,
	offered: readonly Value[],
): Value[] {
	const given: unknown = n8n.getNodeParameter(parameter, []);
	const choices = Array.isArray(given) ? [...new Set<unknown>(given)] : [];
	const known = choices.flatMap((choice) => offered.filter((one) => one === choice));
	if (known.length > 0 && known.length === choices.length) return known;
	throw inputFault(
		n8n,
		choices.length > 0 ? `'${label}' holds a value that is not offered` : `'${label}' is empty`,
		`Choose at least one of: ${offered.join(', ')}.`,
	);
}
