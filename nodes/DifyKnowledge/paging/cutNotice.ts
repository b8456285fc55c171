import type { Listed } from './listRows';

/**
 * What the user reads where 'Limit' left out a part of the list; undefined where nothing is missing.
 *
 * @param shown how many rows go on
 * @param isFiltered whether rows that the list has are left out for another reason than 'Limit'
 */
export function cutNotice(
	what: 'documents' | 'knowledge bases',
	{ rows, isCut, total }: Listed<unknown>,
	shown: number,
	isFiltered: boolean,
): string | undefined {
	if (!isCut && shown >= rows.length) return undefined;
	const all = isCut ? total : rows.length;
	const rest = 'Turn on Return All to get the rest.';
	if (all === undefined || (isCut && isFiltered)) {
		return `There may be more ${what} than Limit lets through (${numberOf(shown)}). ${rest}`;
	}
	return `${numberOf(shown)} of ${numberOf(all)} ${what}. ${rest}`;
}

function numberOf(count: number): string {
	return count.toLocaleString('en');
}
