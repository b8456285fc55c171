import {
	deliveredName,
	EntryOrder,
	type KnownNames,
} from '../../../../../nodes/DifyKnowledge/document/download/entryNames';

/** What is wrong with the entries of a whole ZIP, or undefined. */
function wrongOrder(
	documents: readonly KnownNames[],
	entryNames: readonly string[],
): string | undefined {
	const order = new EntryOrder(documents);
	for (const entryName of entryNames) {
		const wrong = order.next(entryName);
		if (wrong !== undefined) return wrong;
	}
	return order.end();
}

describe('the name that a file is delivered under', () => {
	const nameOf = (fileName: string, extension?: string) =>
		deliveredName({ fileName, extension }, 'entry of the archive');

	test.each([
		['A note', 'txt', 'A note.txt'],
		['A note v1.2', 'txt', 'A note v1.2.txt'],
		['Mr. Smith', 'txt', 'Mr. Smith.txt'],
		['www.example.com', 'txt', 'www.example.com.txt'],
		['https://example.com/page', 'txt', 'page.txt'],
		['会議メモ', 'txt', '会議メモ.txt'],
		['Contract 2026', 'pdf', 'Contract 2026.pdf'],
		['Q3.final', 'pdf', 'Q3.final.pdf'],
	])('gets the extension that Dify knows: %j, %s', (name, extension, delivered) => {
		expect(nameOf(name, extension)).toBe(delivered);
	});

	test.each([
		['a.txt', 'txt'],
		['A.PDF', 'pdf'],
		['a.pdf', 'PDF'],
		['notes.md', 'txt'],
		['data.csv', 'txt'],
		['archive.tar.gz', 'gz'],
	])('stays where it has a fitting one: %j, %s', (name, extension) => {
		expect(nameOf(name, extension)).toBe(name);
	});

	test.each([
		['A note', 'A note.txt'],
		['A note v1.2', 'A note v1.2.txt'],
		['scan.pdf', 'scan.pdf'],
		['photo.JPEG', 'photo.JPEG'],
		['a.mp3', 'a.mp3'],
	])('without any is that of a text where Dify was not asked: %j', (entryName, delivered) => {
		expect(deliveredName({}, entryName)).toBe(delivered);
	});

	test.each([
		['a/b/c.txt', 'c.txt'],
		['a\\b.txt', 'a_b.txt'],
		['..\\..\\b.txt', '.._.._b.txt'],
		['../../etc/passwd', 'passwd.txt'],
		['C:\\Windows\\system.ini', 'C__Windows_system.ini.txt'],
		['con', '_con.txt'],
		['   ', 'file.txt'],
		['a\u202egpj.txt', 'agpj.txt'],
	])('is harmless, as Dify makes it: %j', (name, delivered) => {
		expect(nameOf(name, 'txt')).toBe(delivered);
		expect(deliveredName({ extension: 'txt' }, name)).toBe(delivered);
	});

	test('is that of the file, not of the entry, where it is known', () => {
		expect(deliveredName({ fileName: 'a.txt' }, 'a (1).txt')).toBe('a.txt');
		expect(deliveredName({ fileName: 'a.txt' }, '../../a.txt')).toBe('a.txt');
	});

	test('has room for the extension', () => {
		const name = nameOf('報'.repeat(100), 'txt');
		expect(name).toBe(`${'報'.repeat(83)}.txt`);
	});

	test('is not made longer by what is no extension', () => {
		expect(nameOf('a', '../../b')).toBe('a.txt');
		expect(nameOf('a', '')).toBe('a.txt');
	});
});

describe('the order of the entries', () => {
	const files = (...names: string[]): KnownNames[] => names.map((fileName) => ({ fileName }));
	const documents = (...names: string[]): KnownNames[] => names.map((name) => ({ name }));

	test.each([
		['the same names', ['a.txt', 'b.txt'], ['a.txt', 'b.txt']],
		['numbers behind names that come again', ['a.txt', 'a.txt'], ['a.txt', 'a (1).txt']],
		[
			'numbers that pass over another name',
			['a.txt', 'a (1).txt', 'a.txt'],
			['a.txt', 'a (1).txt', 'a (2).txt'],
		],
		[
			'numbers without an extension',
			['a', 'a', '.env', '.env'],
			['a', 'a (1)', '.env', '.env (1)'],
		],
		['base names', ['x/a.txt', 'y/b.txt'], ['a.txt', 'b.txt']],
		['base names that come again', ['x/a.txt', 'y/a.txt'], ['a.txt', 'a (1).txt']],
		['replaced backslashes', ['x\\a.txt'], ['x_a.txt']],
		['replaced slashes', ['x/a.txt'], ['x_a.txt']],
		['no spaces around', [' a.txt '], ['a.txt']],
		['a name for the nameless', [' ', ' '], ['file', 'file (1)']],
		['another normal form of Unicode', ['e\u0301.txt'], ['\u00e9.txt']],
		['no control characters', ['a\u0000b.txt'], ['ab.txt']],
		['folders', ['a.txt', 'b.txt'], ['../../a.txt', '..\\b.txt']],
	])('is right with %s', (_, names, entryNames) => {
		expect(wrongOrder(files(...names), entryNames)).toBeUndefined();
	});

	test.each([
		['in another order', ['a.txt', 'b.txt'], ['b.txt', 'a.txt'], 1],
		['with one that was not asked for', ['a.txt', 'b.txt'], ['a.txt', 'c.txt'], 2],
		['with a number that nothing explains', ['a.txt'], ['a (1).txt'], 1],
		[
			'with the number of another name',
			['a.txt', 'a.txt', 'b.txt'],
			['a.txt', 'b (1).txt', 'b.txt'],
			2,
		],
		['in another order behind a number', ['a.txt', 'a (1).txt'], ['a (1).txt', 'a.txt'], 1],
		['with another extension', ['a.txt'], ['a.pdf'], 1],
	])('is wrong %s', (_, names, entryNames, place) => {
		const said = `file ${place} in the archive is '${entryNames[place - 1]}', but document ${place} is '${names[place - 1]}'`;
		expect(wrongOrder(files(...names), entryNames)).toBe(said);
	});

	test('is taken for right where nothing is known', () => {
		expect(wrongOrder([{}, {}], ['b.txt', 'a.txt'])).toBeUndefined();
		expect(wrongOrder([{}, { fileName: 'a.txt' }], ['x', 'b.txt'])).toContain('file 2');
	});

	test('is right where only documents were renamed', () => {
		expect(wrongOrder(documents('Contract'), ['scan.pdf'])).toBeUndefined();
		expect(
			wrongOrder(documents('report v1.pdf', 'report.pdf'), ['report.pdf', 'report (1).pdf']),
		).toBeUndefined();
	});

	test('is wrong where an entry is explained by the name of another document', () => {
		expect(wrongOrder(documents('a.txt', 'b.txt', 'c.txt'), ['a.txt', 'c.txt', 'b.txt'])).toBe(
			"file 2 in the archive is that of 'c.txt', but document 2 is 'b.txt'",
		);
	});
});
