import { inputFault } from './inputFault';
import type { ParameterReader } from './parameter';

/**
 * Reads a list that people enter as an array (from an expression), as JSON, or as text with commas
 * or one entry a line. Spaces and quotes around entries go, empty entries go, order stays.
 *
 * @returns the entries, or undefined when the value is not a list of texts or numbers
 */
export function readList(value: unknown): string[] | undefined {
	const entries = entriesOf(value);
	if (!entries?.every((entry) => typeof entry === 'string' || typeof entry === 'number')) {
		return undefined;
	}
	return entries.map((entry) => unquoted(String(entry))).filter((text) => text !== '');
}

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

function entriesOf(value: unknown): unknown[] | undefined {
	if (Array.isArray(value)) return value;
	if (typeof value === 'number') return [value];
	if (typeof value !== 'string') return value === undefined || value === null ? [] : undefined;
	const text = value.trim();
	if (text.startsWith('[')) return parseArray(text);
	return text.split(/[,;\n\r]+/);
}

function parseArray(text: string): unknown[] | undefined {
	try {
		const parsed: unknown = JSON.parse(text);
		return Array.isArray(parsed) ? parsed : undefined;
	} catch {
		return undefined;
	}
}

function unquoted(text: string): string {
	const trimmed = text.trim();
	return /^(["'`]).*\1$/.test(trimmed) ? trimmed.slice(1, -1).trim() : trimmed;
}
