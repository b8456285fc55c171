import { readList } from '../../../../nodes/shared/parameters/list';

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
