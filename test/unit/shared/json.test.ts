import {
	isNestedTooDeep,
	isObject,
	objectsIn,
	shownValue,
	textOf,
} from '../../../nodes/shared/json';

const unprintable: unknown = JSON.parse('{"toString":1}');

test.each([
	['a', 'a'],
	[5, '5'],
	[true, 'true'],
	[null, undefined],
	[undefined, undefined],
	[['a'], undefined],
	[unprintable, undefined],
])('the text of %j is %j', (value, text) => {
	expect(textOf(value)).toBe(text);
});

test.each([
	['a', 'a'],
	[5, '5'],
	[null, 'null'],
	[undefined, ''],
	[unprintable, '{"toString":1}'],
])('%j is shown as %j', (value, shown) => {
	expect(shownValue(value)).toBe(shown);
});

test('of a list the objects count, of anything else nothing', () => {
	expect(objectsIn([null, 5, 'x', ['y'], { id: 1 }])).toEqual([{ id: 1 }]);
	expect(objectsIn({ 0: { id: 1 } })).toEqual([]);
	expect([{}, [], null, 'x'].map(isObject)).toEqual([true, false, false, false]);
});

describe('nesting', () => {
	const lists = (levels: number): unknown => JSON.parse('['.repeat(levels) + ']'.repeat(levels));
	const objects = (levels: number): unknown =>
		JSON.parse('{"a":'.repeat(levels) + '1' + '}'.repeat(levels));

	test.each([lists, objects])('of 200 levels is taken, of 201 it is not', (nested) => {
		expect(isNestedTooDeep(nested(200))).toBe(false);
		expect(isNestedTooDeep(nested(201))).toBe(true);
	});

	test('of 100,000 levels is found without exhausting the stack', () => {
		expect(isNestedTooDeep({ data: [{ row: lists(100_000) }] })).toBe(true);
	});

	test('of a value without any is none', () => {
		expect(['x', 1, null, undefined].map(isNestedTooDeep)).toEqual([false, false, false, false]);
	});
});
