import type { IExecuteFunctions } from 'n8n-workflow';

import { customOperation } from '../../../../nodes/shared/engine/customOperation';
import { inputItems } from '../../../../nodes/shared/engine/inputItems';
import type { CoveredItems } from '../../../../nodes/shared/engine/routing';

const CREDENTIAL = 'someApi';

/** n8n's context of a node with so many input items, which counts how often a credential is asked for. */
function contextOf(inputItems: number) {
	const asked = { credentials: 0 };
	const items = Array.from({ length: inputItems }, () => ({ json: {} }));
	const context: Partial<IExecuteFunctions> = {
		getInputData: () => items,
		getExecuteData: () => ({ data: { main: [items] } }) as never,
		getNodeParameter: ((_name: string, _item: number, fallback: unknown) => fallback) as never,
		getCredentials: (async () => await Promise.resolve({ asked: asked.credentials++ })) as never,
		getNode: () => ({ name: 'Some' }) as never,
		getExecutionCancelSignal: () => undefined,
		continueOnFail: () => true,
	};
	return { asked, context: context as IExecuteFunctions };
}

/** Which input items are worked on. */
async function workedOn(inputItems: number, coveredItems?: CoveredItems) {
	const { asked, context } = contextOf(inputItems);
	const run = customOperation(
		async ({ n8n }) => await Promise.resolve([{ json: { item: n8n.getItemIndex() } }]),
		CREDENTIAL,
		coveredItems,
	);
	const [items] = await run.call(context);
	return { items: items.map(({ json }) => json.item), credentials: asked.credentials };
}

describe('An operation beside the engine of n8n', () => {
	it('works on every input item', async () => {
		expect(await workedOn(3)).toEqual({ items: [0, 1, 2], credentials: 3 });
	});

	it('works on the first one alone where that one works for all', async () => {
		const all: CoveredItems = (n8n) => inputItems(n8n).map((_, index) => index);
		expect(await workedOn(10_000, all)).toEqual({ items: [0], credentials: 1 });
	});

	it('works on those that no earlier one works for', async () => {
		const pairs: CoveredItems = (n8n) => [n8n.getItemIndex(), n8n.getItemIndex() + 1];
		expect((await workedOn(5, pairs)).items).toEqual([0, 2, 4]);
	});

	it('gives an item for each input item that the work was for, where it goes wrong', async () => {
		const { context } = contextOf(3);
		const fail = async () => await Promise.reject(new Error('no such document'));
		const run = customOperation(fail, CREDENTIAL, () => [0, 1, 2]);
		const [items] = await run.call(context);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});
});
