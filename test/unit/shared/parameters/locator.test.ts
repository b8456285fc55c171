import { readLocator } from '../../../../nodes/shared/parameters/locator';

test.each<[unknown, object]>([
	[
		{ __rl: true, mode: 'list', value: ' 1 ', cachedResultName: 'One' },
		{ value: '1', name: 'One' },
	],
	[{ __rl: true, mode: 'id', value: 5 }, { value: '5' }],
	[{ __rl: true, mode: 'id', value: null }, { value: '' }],
	['1', { value: '1' }],
	[5, { value: '5' }],
	[undefined, { value: '' }],
	[null, { value: '' }],
])('reads %j as %j', (parameter, locator) => {
	expect(readLocator(parameter)).toEqual(locator);
});
