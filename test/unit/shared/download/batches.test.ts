import { batchesOf } from '../../../../nodes/shared/download/batches';

const wanted = (...bytes: Array<number | undefined>) =>
	bytes.map((size, i) => ({ id: String(i), bytes: size }));
const sizes = (batches: Array<Array<{ bytes?: number }>>) =>
	batches.map((batch) => batch.map(({ bytes }) => bytes));

test('a batch has so many at most, in order', () => {
	const items = Array.from({ length: 250 }, (_, i) => ({ id: String(i) }));
	const batches = batchesOf(items, 100, Infinity);
	expect(batches.map((batch) => batch.length)).toEqual([100, 100, 50]);
	expect(batches.flat()).toEqual(items);
});

test('a batch has so many bytes at most, where sizes are known', () => {
	expect(sizes(batchesOf(wanted(4, 6, 1, 9, 2), 100, 10))).toEqual([[4, 6], [1, 9], [2]]);
});

test('one that is larger by itself stands alone', () => {
	expect(sizes(batchesOf(wanted(1, 50, 1), 100, 10))).toEqual([[1], [50], [1]]);
});

test('an unknown size counts as nothing', () => {
	expect(sizes(batchesOf(wanted(undefined, 10, undefined), 100, 10))).toEqual([
		[undefined, 10, undefined],
	]);
});

test('nothing makes no batch', () => {
	expect(batchesOf([], 100, 10)).toEqual([]);
});
