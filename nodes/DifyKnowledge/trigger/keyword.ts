/**
 * Whether a name has the keyword in it, as Dify's list finds it: `%` stands for any text and `_` for
 * any character, upper and lower case count (LIKE in PostgreSQL). The trigger asks for lists without
 * filters, so that it sees what comes and goes.
 */
export function hasKeyword(name: string, keyword: string): boolean {
	const characters = [...name];
	let from = 0;
	for (const part of partsOf(keyword)) {
		const last = characters.length - part.length;
		let at = from;
		while (at <= last && !part.every((wanted, i) => wanted?.includes(characters[at + i]) ?? true))
			at++;
		if (at > last) return false;
		from = at + part.length;
	}
	return true;
}

/** What stands between the `%`, character by character; undefined is any character. */
function partsOf(keyword: string): Array<Array<string | undefined>> {
	const parts: Array<Array<string | undefined>> = [[]];
	let isEscaped = false;
	for (const character of keyword) {
		if (isEscaped) parts.at(-1)!.push(character);
		else if (character === '%') parts.push([]);
		else if (character !== '\\') parts.at(-1)!.push(character === '_' ? undefined : character);
		isEscaped = character === '\\' && !isEscaped;
	}
	return parts;
}
