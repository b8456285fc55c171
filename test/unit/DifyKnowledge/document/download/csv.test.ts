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

test.each(['-5.2', '+1', '-5;+2', 'a=b', 'a - b', 'a, -b', 'me@home', 'x;y=1', '2026-05-06'])(
	'a cell %j stays as it is',
	(text) => {
		expect(csvOf([[text]]).replaceAll('"', '')).toBe(`\uFEFF${text}\r\n`);
	},
);

test.each([
	['=HYPERLINK("http://example.com")', `"'=HYPERLINK(""http://example.com"")"`],
	['+1 for this.pdf', "'+1 for this.pdf"],
	['-draft.pdf', "'-draft.pdf"],
	['@home.txt', "'@home.txt"],
	['\t=1+1', "'\t'=1+1"],
	['\r=1+1', `"'\r'=1+1"`],
	['\n=1+1', `"'\n'=1+1"`],
	['＝1+1', "'＝1+1"],
	['＋1 page', "'＋1 page"],
	['－draft', "'－draft"],
	['＠home', "'＠home"],
	['first\n=1+1', `"first\n'=1+1"`],
	['first\r\n@home', `"first\r\n'@home"`],
	['a;=1+1', "a;'=1+1"],
	['a;"=1+1', `"a;'""=1+1"`],
	['a\t+1 page', "a\t'+1 page"],
	['a; -draft', "a;' -draft"],
])('a cell %j is no formula in a spreadsheet', (text, cell) => {
	expect(csvOf([[text]])).toBe(`\uFEFF${cell}\r\n`);
});
