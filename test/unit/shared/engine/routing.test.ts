import type { IExecutePaginationFunctions } from 'n8n-workflow';

import { type Operation, routedBy } from '../../../../nodes/shared/engine/routing';

/** n8n's context of an input item of a node that goes on after an error. */
function contextOfItem(): IExecutePaginationFunctions {
	const context: Partial<IExecutePaginationFunctions> = {
		getExecuteData: () => ({ data: { main: [[{ json: {} }]] } }) as never,
		getItemIndex: () => 0,
		getNode: () => ({ name: 'Dify', parameters: {} }) as never,
		continueOnFail: () => true,
	};
	return context as IExecutePaginationFunctions;
}

describe('the input items that one works for', () => {
	const covered = jest.fn(() => [0, 1, 2]);
	const run = async (operation: Operation) => {
		const pagination = routedBy(operation, covered).operations?.pagination;
		if (typeof pagination !== 'function') throw new Error('n8n would not call the operation');
		return await pagination.call(contextOfItem(), {
			options: { url: '' },
			preSend: [],
			postReceive: [],
		});
	};
	beforeEach(() => covered.mockClear());

	it('are not listed where all goes well: a list of 10,000 for each of 10,000 fills the memory', async () => {
		expect(await run(async () => [{ json: { id: 1 } }])).toEqual([{ json: { id: 1 } }]);
		expect(covered).not.toHaveBeenCalled();
	});

	it('have an item each where something goes wrong', async () => {
		const items = await run(async () => await Promise.reject(new Error('no such document')));
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});
