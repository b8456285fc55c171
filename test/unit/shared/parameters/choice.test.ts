import { readChoice, readChoices } from '../../../../nodes/shared/parameters/choice';
import type { ParameterReader } from '../../../../nodes/shared/parameters/parameter';

const offered = ['newest', 'oldest'] as const;

/** A node whose field holds a value; undefined is a field that was left as it is. */
function nodeWith(value: unknown): ParameterReader {
	return {
		getNode: () => ({}) as ReturnType<ParameterReader['getNode']>,
		getNodeParameter: (_name, fallback) => value ?? fallback,
		getTimezone: () => 'UTC',
	};
}

test.each([
	['oldest', 'oldest'],
	[undefined, 'newest'],
])('of a choice %j is %s', (value, expected) => {
	expect(readChoice(nodeWith(value), 'order', 'Order', offered)).toBe(expected);
});

test.each([['latest'], [7], [{ toString: 1 }]])('the choice %j is refused by name', (value) => {
	expect(() => readChoice(nodeWith(value), 'order', 'Order', offered)).toThrow(
		"'Order' has a value that is not offered",
	);
});

test('several choices keep their order, each once', () => {
	const node = nodeWith(['oldest', 'newest', 'oldest']);
	expect(readChoices(node, 'order', 'Order', offered)).toEqual(['oldest', 'newest']);
});

test.each([
	[['newest', 'latest'], "'Order' holds a value that is not offered"],
	[[], "'Order' is empty"],
	['newest', "'Order' is empty"],
])('the choices %j are refused', (value, message) => {
	expect(() => readChoices(nodeWith(value), 'order', 'Order', offered)).toThrow(message);
});
