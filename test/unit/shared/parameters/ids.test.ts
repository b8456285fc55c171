import { isUuid, readList } from '../../../../nodes/shared/parameters/ids';

describe('readList', () => {
	test.each<[unknown, string[]]>([
		['a', ['a']],
		['a,b', ['a', 'b']],
		['a; b', ['a', 'b']],
		['a\nb\r\nc', ['a', 'b', 'c']],
		[' a , , b ,', ['a', 'b']],
		['"a", \'b\', `c`', ['a', 'b', 'c']],
		['["a", "b"]', ['a', 'b']],
		[' [1, 2] ', ['1', '2']],
		[
			['a', 2],
			['a', '2'],
		],
		[7, ['7']],
		['', []],
		[[], []],
		[undefined, []],
		[null, []],
		['b,a,b', ['b', 'a', 'b']],
	])('reads %j as %j', (value, list) => {
		expect(readList(value)).toEqual(list);
	});

	test.each([{ a: 1 }, true, [{ id: 1 }], [null], '[1', '[{"a":1}]', '[null]'])(
		'%j is no list of texts',
		(value) => {
			expect(readList(value)).toBeUndefined();
		},
	);
});

test.each([
	['3c90c3cc-0d44-4b50-8888-8dd25736052a', true],
	['3C90C3CC-0D44-4B50-8888-8DD25736052A', true],
	['3c90c3cc0d444b5088888dd25736052a', false],
	[' 3c90c3cc-0d44-4b50-8888-8dd25736052a', false],
	['3c90c3cc-0d44-4b50-8888-8dd25736052a/..', false],
	['3c90c3cc-0d44-4b50-8888-8dd25736052g', false],
	['', false],
])('%j is a UUID: %s', (text, expected) => {
	expect(isUuid(text)).toBe(expected);
});
