import { readList } from './ids';
import { inputFault } from './inputFault';
import type { ParameterReader } from './parameter';

/** Reads a list from an option that may be left empty; what is no list is refused. */
export function readListOption(n8n: ParameterReader, value: unknown, label: string): string[] {
	const list = readList(value);
	if (list) return list;
	throw inputFault(
		n8n,
		`'${label}' is not a list`,
		'Enter it separated by commas or line breaks, or as a list from an expression.',
	);
}
