import type { INodeProperties } from 'n8n-workflow';

import { optionsCollection } from '../../../../nodes/shared/parameters/collection';

function option(displayName: string, shownBy?: string): INodeProperties {
	const displayOptions = shownBy ? { show: { [shownBy]: [true] } } : undefined;
	return { displayName, name: displayName, type: 'boolean', default: false, displayOptions };
}

test('options stand in the order of the alphabet', () => {
	const { options } = optionsCollection([option('Tries'), option('File Name'), option('Order')]);
	expect(options!.map(({ name }) => name)).toEqual(['File Name', 'Order', 'Tries']);
});

test('an option that another one shows stands behind that one, where n8n takes its value', () => {
	const given = [option('Minutes', 'Wait'), option('Wait'), option('Tries')];
	const { options } = optionsCollection(given);
	expect(options!.map(({ name }) => name)).toEqual(['Tries', 'Wait', 'Minutes']);
});
