/** Excel reads UTF-8 only with it. */
const BYTE_ORDER_MARK = '\uFEFF';
/**
 * A spreadsheet takes what begins like this for a formula, which a file name from outside must not be.
 * Where another separator than the comma is usual, a cell begins behind it, too (OWASP, CSV Injection).
 */
const FORMULA = /(?<=^|[;\t\r\n])(?=[ "']*[=+\-@＝＋－＠])(?![+-]?\d+(?:\.\d+)?(?:[;\t\r\n]|$))/g;
const BLANK_AT_START = /^(?=[\t\r\n])/;

/** A table as RFC 4180 has it, with a byte order mark. The first row is the head. */
export function csvOf(rows: readonly string[][]): string {
	return BYTE_ORDER_MARK + rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');
}

function cell(text: string): string {
	const harmless = text.replace(FORMULA, "'").replace(BLANK_AT_START, "'");
	return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
