import prettier from 'prettier';
import blankSpace from 'ts-blank-space';
import ts from 'typescript';

interface Edit {
	from: number;
	to: number;
	text: string;
}

/**
 * TypeScript as the JavaScript that remains when its types are left out, comments and blank lines
 * included.
 *
 * @throws Error naming the file when it has syntax that is more than types
 */
export async function asJavaScript(file: string, text: string): Promise<string> {
	const edits = editsOf(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
	const prepared = edits
		.sort((a, b) => b.from - a.from)
		.reduce((left, { from, to, text }) => left.slice(0, from) + text + left.slice(to), text);
	const script = blankSpace(prepared, () => {
		throw new Error(`${file} has TypeScript that cannot be left out.`);
	});
	const options = await prettier.resolveConfig(file);
	return await prettier.format(script, { ...options, parser: 'babel' });
}

/** What has to be done before types can be blanked out one by one. */
function editsOf(source: ts.SourceFile): Edit[] {
	const edits: Edit[] = [];
	function visit(node: ts.Node): void {
		if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) {
			// With the comment before it, which would go over to what comes next.
			edits.push({ from: node.getFullStart(), to: node.getEnd(), text: '' });
		} else if (ts.isConstructorDeclaration(node)) {
			edits.push(...withFields(node));
		}
		ts.forEachChild(node, visit);
	}
	visit(source);
	return edits;
}

/** `constructor(private x: X) {}` declares and sets a field; JavaScript says so in three places. */
function withFields(constructor: ts.ConstructorDeclaration): Edit[] {
	const fields = constructor.parameters.filter(({ modifiers }) => modifiers?.length);
	if (fields.length === 0 || !constructor.body) return [];
	const names = fields.map(({ name }) => name.getText());
	const start = constructor.getStart();
	const bodyStart = constructor.body.getStart() + 1;
	return [
		{ from: start, to: start, text: names.map((name) => `${name};\n`).join('') + '\n' },
		...fields.map((field) => ({
			from: field.modifiers!.pos,
			to: field.name.getStart(),
			text: '',
		})),
		{
			from: bodyStart,
			to: bodyStart,
			text: names.map((name) => `\nthis.${name} = ${name};`).join(''),
		},
	];
}
