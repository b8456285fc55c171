import { csvOf } from '../../../../../nodes/DifyKnowledge/document/download/csv';

test('a table has a byte order mark, and a line for each row that ends as RFC 4180 wants it', () => {
	expect(
		csvOf([
			['name', 'size'],
			['請求書.pdf', '1'],
		]),
	).toBe('\uFEFFname,size\r\n請求書.pdf,1\r\n');
});

test.each([
	['a,b', '"a,b"'],
	['say "hi"', '"say ""hi"""'],
	['two\nlines', '"two\nlines"'],
	['', ''],
])('a cell %j is written as %j', (text, cell) => {
	expect(csvOf([[text]])).toBe(`\uFEFF${cell}\r\n`);
});

test.each([
	['=HYPERLINK("http://example.com")', `"'=HYPERLINK(""http://example.com"")"`],
	['+1 for this.pdf', "'+1 for this.pdf"],
	['-draft.pdf', "'-draft.pdf"],
	['@home.txt', "'@home.txt"],
	['-5.2', '-5.2'],
])('a cell %j is no formula in a spreadsheet', (text, cell) => {
	expect(csvOf([[text]])).toBe(`\uFEFF${cell}\r\n`);
});
